import { setTimeout as sleep } from 'node:timers/promises'
import { database, withDeadline } from '@/db/client'
import { log } from '@/lib/log'
import { stopping } from '@/lib/shutdown'
import { recordOutcome } from './record-outcome'

const LOOK_MS = 2_000
const AT_ONCE_MAX = 20

interface DeadAnswer {
  id: string
  approvals: { id: string; customerId: string; chatId: string }[]
}

/**
 * Finishes answers that died with their process, or ended before their approvals did: once those have ended, the chat
 * is told how. Runs in every replica until it is told to stop; that two do the same work changes nothing.
 */
export function startFinishingAnswers(): void {
  const look = async () => {
    while (!stopping().aborted) {
      await finishDeadAnswers().catch((error: unknown) => log.warn({ err: error }, 'could not finish answers yet'))
      await sleep(LOOK_MS)
    }
  }
  void look()
}

async function finishDeadAnswers(): Promise<void> {
  const { sql } = database()
  const dead = await withDeadline(sql<DeadAnswer[]>`
    SELECT a.id, coalesce(json_agg(json_build_object('id', p.id, 'customerId', p.customer_id, 'chatId', p.chat_id))
      FILTER (WHERE p.id IS NOT NULL), '[]') AS approvals
    FROM answers a JOIN chats c ON c.id = a.chat_id
    LEFT JOIN approvals p ON p.customer_id = c.customer_id AND p.chat_id = c.id AND p.created_at >= a.started_at
    WHERE a.finished_at IS NULL AND a.alive_until < now()
    GROUP BY a.id HAVING NOT coalesce(bool_or(p.status IN ('requested', 'pending', 'approved')), false)
    LIMIT ${AT_ONCE_MAX}`)
  for (const { id, approvals } of dead) {
    for (const approval of approvals) await recordOutcome(approval)
    await withDeadline(sql`UPDATE answers SET finished_at = now() WHERE id = ${id} AND alive_until < now()`)
  }
}
