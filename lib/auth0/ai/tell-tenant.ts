import { localPhone } from '@/lib/auth0/local-phone'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { pause, stopping } from '@/lib/platform/shutdown'

const ANSWER_MS_MAX = 5_000
/** Longer than an answer takes: after this, another process takes over the row of one that died. */
const TAKEN_SECONDS = 10
const LOOK_MS = 1_000
const AT_ONCE_MAX = 20

interface Untold {
  id: string
  outcome: 'posted' | 'failed' | 'cancelled' | 'expired' | 'revoked'
}

/**
 * Tells the local tenant how approvals ended, and that a mandate is revoked, so that the phone can show it. CIBA has no such
 * call, so a real tenant is told nothing. guard_approval.sql and revoke_mandates.sql mark the row together with the
 * ending, so that nothing is lost with a process. Runs
 * in every replica until the process is told to stop.
 */
export function startTellingTenant(): void {
  if (!localPhone()) return
  const look = async () => {
    while (!stopping().aborted) {
      const told = await tellDue()
      if (told < AT_ONCE_MAX) await pause(LOOK_MS)
    }
  }
  void look()
}

let telling = false
let asked = false

/** Tells the tenant now, in the background, of approvals that just ended here; the others wait for the next look. */
export function tellTenant(): void {
  if (!localPhone()) return
  asked = true
  if (!telling) void tellWhileAsked()
}

async function tellWhileAsked(): Promise<void> {
  telling = true
  while (asked) {
    asked = false
    await tellDue()
  }
  telling = false
}

/** One round. @returns how many the tenant took; never throws. */
async function tellDue(): Promise<number> {
  try {
    const untold = await takeDue()
    if (untold.length === 0) return 0
    const answers = await Promise.all(
      untold.map(async (one) => ({ id: one.id, answer: await send(one).catch(() => 0) })),
    )
    await note(answers)
    return answers.filter(({ answer }) => answer === 204).length
  } catch (error) {
    log.warn({ err: error }, 'could not tell the tenant what became of approvals')
    return 0
  }
}

/** Two replicas never take the same row at once. No standby need confirm: a lost note is only told again. */
async function takeDue(): Promise<Untold[]> {
  return withDeadline(database().sql<Untold[]>`
    UPDATE approvals a SET tell_tenant_after = now() + make_interval(secs => ${TAKEN_SECONDS})
    WHERE id IN (
      SELECT id FROM approvals WHERE tell_tenant_after <= now() ORDER BY tell_tenant_after LIMIT ${AT_ONCE_MAX}
      FOR UPDATE SKIP LOCKED)
    RETURNING a.id, set_config('synchronous_commit', 'local', true), CASE
      WHEN a.status = 'posted' AND EXISTS (SELECT FROM mandates m WHERE m.id = a.id AND m.revoked_at IS NOT NULL) THEN 'revoked'
      ELSE a.status END AS outcome`)
}

/**
 * Notes which endings the tenant took. The rest is retried for a day, each time after as long as the approval, or the
 * mandate, has been over, at most an hour. A 404 is retried for five minutes (the tenant may not have the request yet), a 400 never.
 */
async function note(answers: { id: string; answer: number }[]): Promise<void> {
  const rows = await withDeadline(database().sql<{ id: string; answer: number; over: boolean }[]>`
    UPDATE approvals a SET tell_tenant_after = CASE
        WHEN s.answer IN (204, 400) OR s.age > interval '1 day' OR (s.answer = 404 AND s.age > interval '5 minutes') THEN NULL
        ELSE now() + least(greatest(s.age, interval '1 second'), interval '1 hour') END
    FROM (
      SELECT p.id, given.answer, now() - greatest(p.updated_at, m.revoked_at) AS age
      FROM jsonb_to_recordset(${JSON.stringify(answers)}::text::jsonb) AS given (id uuid, answer integer)
      JOIN approvals p ON p.id = given.id LEFT JOIN mandates m ON m.id = p.id) s
    WHERE a.id = s.id
    RETURNING a.id, s.answer, a.tell_tenant_after IS NULL AS over, set_config('synchronous_commit', 'local', true)`)
  for (const { id, answer, over } of rows) {
    if (over && answer !== 204)
      log.warn({ approvalId: id, answer }, 'the phone does not know what became of an approval')
  }
}

async function send({ id, outcome }: Untold): Promise<number> {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  const body = new URLSearchParams({
    client_id: AUTH0_CLIENT_ID,
    client_secret: AUTH0_CLIENT_SECRET,
    identifier: id,
    outcome,
  })
  const signal = AbortSignal.timeout(ANSWER_MS_MAX)
  const response = await fetch(`${AUTH0_DOMAIN}/ciba/outcome`, { method: 'POST', body, signal, redirect: 'error' })
  await response.body?.cancel()
  return response.status
}
