import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseUnavailable } from '@/db/client'
import { env } from '@/lib/env'
import { stopping } from '@/lib/shutdown'
import { type Approval, getApproval } from './approval'
import { isFinal } from './approval-states'

const LOOK_MS = 500
/** Every approval is settled within a minute of its expiry, by this process or another. */
const SETTLED_AFTER_EXPIRY_MS = 60_000

/**
 * Waits for an approval's final state, whoever brings it about.
 * @throws Error if it is still open long after its expiry, the database stays away, or this process is told to stop:
 *   the outcome is unknown here then.
 */
export async function followApproval(customerId: string, { id }: Pick<Approval, 'id'>): Promise<Approval> {
  // Counted from here, not up to `expiresAt`: that is the database's clock, and this process's may be off.
  const deadline = performance.now() + env().APPROVAL_EXPIRY_SECONDS * 1000 + SETTLED_AFTER_EXPIRY_MS
  for (;;) {
    const approval = await getApproval(customerId, id).catch((error: unknown) => {
      if (error instanceof DatabaseUnavailable && performance.now() < deadline) return null
      throw error
    })
    if (approval && isFinal(approval.status)) return approval
    if (stopping().aborted) throw new Error('this process is stopping; another one will see the end')
    if (performance.now() > deadline) throw new Error('an approval is still open after its deadline')
    await sleep(LOOK_MS)
  }
}
