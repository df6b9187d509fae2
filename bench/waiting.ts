import { v7 as uuidv7 } from 'uuid'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { partsOf } from '@/tests/faults/sse'
import { type Portal, signInToPortal } from '@/tests/support/bank/portal'
import { type PhoneRobot, phoneRobot } from '@/tests/support/phone/phone'
import { type BenchApp, POLL_INTERVAL_SECONDS } from './open-app'

const ALICE = 'alice@example.com'
const MEMO = 'lunch'
/** After this long something is broken, and no number would say anything. */
const PATIENCE_MS = 60_000
/** The pause between two looks at whether it is posted: the number may be too large by so much. */
const LOOK_MS = 20

/**
 * Sends a wish to Aiya and approves it on the phone, again and again. Measures what the customer waits for: from sending the
 * message to the first part of the answer, and to the card that says that the phone is asked; and from the tap to the
 * approval's `posted`.
 */
export async function benchWaiting({ app, tenant, password }: BenchApp, rounds: number) {
  const portal = await signInToPortal(app, ALICE, password)
  const phone = await phoneRobot(tenant, ALICE, password)
  const [taps, sends, firsts]: [number[], number[], number[]] = [[], [], []]
  // The first round warms everything up, and is forgotten.
  for (let round = -1; round < rounds; round++) {
    // Aiya asks no more than so often before the customer lets her go on.
    await portal.post('/api/asking/resume', undefined)
    const { approvalId, ms, firstMs } = await untilPending(portal, app)
    const request = await phone.waitForRequest(MEMO)
    const tapped = await untilPosted(portal, phone, { approvalId, requestId: request.id })
    if (round < 0) continue
    sends.push(ms)
    firsts.push(firstMs)
    taps.push(tapped)
  }
  return {
    approval: {
      tapToPostedMsP50: at(taps, 0.5),
      tapToPostedMsP99: at(taps, 0.99),
      pollIntervalMs: POLL_INTERVAL_SECONDS * 1_000,
    },
    chat: {
      sendToFirstMsP50: at(firsts, 0.5),
      sendToFirstMsP99: at(firsts, 0.99),
      sendToPendingMsP50: at(sends, 0.5),
      sendToPendingMsP99: at(sends, 0.99),
    },
  }
}

interface Pending {
  approvalId: string
  ms: number
  /** Until the first part of the answer. */
  firstMs: number
}

async function untilPending(portal: Portal, app: string): Promise<Pending> {
  const text = `Move $1 from checking to savings for ${MEMO}`
  const message = { id: uuidv7(), role: 'user', parts: [{ type: 'text', text }] }
  const begun = performance.now()
  const response = await portal.fetch(`/api/chat/${uuidv7()}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: app },
    body: JSON.stringify({ message }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (!response.ok || !response.body) throw new Error(`Aiya answered with ${response.status}`)
  let pending: Pending | null = null
  let firstMs: number | null = null
  // The whole answer is read, so that it ends before the tap.
  for await (const { id, data } of partsOf(response.body)) {
    const ms = performance.now() - begun
    firstMs ??= ms
    if (id && data?.status === 'pending') pending ??= { approvalId: id, ms, firstMs }
  }
  if (!pending) throw new Error('Aiya did not ask the phone')
  return pending
}

interface Asked {
  approvalId: string
  /** The same request, by the phone's own name for it. */
  requestId: string
}

async function untilPosted(portal: Portal, phone: PhoneRobot, { approvalId, requestId }: Asked): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS
  const begun = performance.now()
  const { code } = await phone.approve(requestId)
  if (code !== 'approved') throw new Error(`the phone answered: ${code}`)
  while (performance.now() < deadline) {
    const { status } = await portal.json<Approval>(`/api/approvals/${approvalId}`)
    if (status === 'posted') return performance.now() - begun
    if (isFinal(status)) throw new Error(`the approval ended as ${status}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  throw new Error('the approved transfer was not posted')
}

const at = (numbers: number[], part: number) =>
  Math.round(numbers.sort((a, b) => a - b)[Math.floor(numbers.length * part)] ?? Number.NaN)
