import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { type Portal, signInToPortal } from '@/tests/support/bank/portal'
import { type PhoneRobot, phoneRobot } from '@/tests/support/phone/phone'
import type { BenchApp } from './open-app'

const PEOPLE = ['alice@example.com', 'bob@example.com']

/** What each customer does at once, and for how long each of them rests after a transfer or a chat. */
export interface Shape {
  workers: number
  transferPauseMs: number
  chatPauseMs: number
}

export const STEADY: Shape = { workers: 2, transferPauseMs: 200, chatPauseMs: 3_000 }
/** All that the machine can do. */
export const BUSY: Shape = { workers: 16, transferPauseMs: 0, chatPauseMs: 0 }

const AFTER_TROUBLE_MS = 1_000
const STREAMS_EACH = 10
const ANSWER_MS_MAX = 30_000

/** What the load did since it was asked last. */
export interface Since {
  seconds: number
  /** Milliseconds of each transfer that was acknowledged. */
  transfers: number[]
  chats: number
  /** Events that the open streams got. */
  events: number
}

export interface LoadOutcome {
  acknowledged: number
  chats: number
  approved: number
  streamsOpened: number
  /** Every answer that was not as expected. */
  troubles: string[]
  /** The keys of acknowledged transfers, to be looked for in the book. */
  transferIds: string[]
}

/** A load that goes on until `end`. */
export interface Load {
  since(): Since
  /** How many transfers so far. */
  acknowledged(): number
  end(): Promise<LoadOutcome>
}

interface Account {
  id: string
  name: string
}

/** Lets both customers move money, talk to Aiya, approve on the phone, and keep pages open. */
export async function startLoad(app: BenchApp, shape: Shape): Promise<Load> {
  const outcome: LoadOutcome = {
    acknowledged: 0,
    chats: 0,
    approved: 0,
    streamsOpened: 0,
    troubles: [],
    transferIds: [],
  }
  const now: Since = { seconds: 0, transfers: [], chats: 0, events: 0 }
  let asked = performance.now()
  const over = new AbortController()
  const going: Promise<void>[] = []
  const keep = (work: () => Promise<void>) => {
    const loop = async () => {
      while (!over.signal.aborted) {
        await work().catch(async (error: unknown) => {
          if (over.signal.aborted) return
          outcome.troubles.push(error instanceof Error ? error.message : String(error))
          await pause(AFTER_TROUBLE_MS, over.signal)
        })
      }
    }
    going.push(loop())
  }
  for (const email of PEOPLE) {
    const portal = await signInToPortal(app.app, email, app.password)
    const phone = await phoneRobot(app.tenant, email, app.password)
    const { accounts } = await portal.json<{ accounts: Account[] }>('/api/accounts')
    const own = ['Checking', 'Savings'].map((name) => accounts.find((one) => one.name === name)?.id ?? '')
    for (let n = 0; n < shape.workers; n++)
      keep(async () => {
        const begun = performance.now()
        outcome.transferIds.push(await transfer(portal, own))
        now.transfers.push(performance.now() - begun)
        outcome.acknowledged++
        await pause(shape.transferPauseMs, over.signal)
      })
    keep(async () => {
      await talk(portal, phone, `soak${outcome.chats}x${email[0]}`)
      outcome.approved++
      outcome.chats++
      now.chats++
      await pause(shape.chatPauseMs, over.signal)
    })
    for (let n = 0; n < STREAMS_EACH; n++)
      keep(async () => {
        outcome.streamsOpened++
        await listen(portal, over.signal, () => {
          now.events++
        })
      })
  }
  return {
    since() {
      const found = { ...now, seconds: (performance.now() - asked) / 1_000 }
      asked = performance.now()
      Object.assign(now, { transfers: [], chats: 0, events: 0 })
      return found
    },
    acknowledged: () => outcome.acknowledged,
    async end() {
      over.abort()
      await Promise.all(going)
      return outcome
    },
  }
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {})

async function transfer(portal: Portal, accounts: string[]): Promise<string> {
  const [fromAccountId, toAccountId] = Math.random() < 0.5 ? accounts : [...accounts].reverse()
  const response = await portal.fetch('/api/accounts/transfers', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    body: JSON.stringify({ fromAccountId, toAccountId, amount: '0.01', currency: 'USD', memo: 'soak' }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`a transfer was answered with ${response.status} ${text.slice(0, 200)}`)
  return (JSON.parse(text) as { transfer: { id: string } }).transfer.id
}

/** Asks Aiya for a transfer, approves it, and waits until the bank says that it was made. */
async function talk(portal: Portal, phone: PhoneRobot, memo: string): Promise<void> {
  await portal.post('/api/asking/resume', undefined)
  const text = `Move $1 from checking to savings for ${memo}`
  const message = { id: uuidv7(), role: 'user', parts: [{ type: 'text', text }] }
  const answer = await portal.post(`/api/chat/${uuidv7()}`, { message })
  await answer.text()
  if (!answer.ok) throw new Error(`Aiya answered with ${answer.status}`)
  const { id } = await phone.waitForRequest(memo)
  await phone.approve(id)
  const deadline = performance.now() + ANSWER_MS_MAX
  while (performance.now() < deadline) {
    const { approvals } = await portal.json<{
      approvals: { status: string; details: { remittanceInformationUnstructured?: string } }[]
    }>('/api/approvals')
    const mine = approvals.find(({ details }) => details.remittanceInformationUnstructured === memo)
    if (mine?.status === 'posted') return
    await sleep(250)
  }
  throw new Error(`the approval of ${memo} was not posted in ${ANSWER_MS_MAX / 1_000} s`)
}

/** Keeps a page's stream open until it ends, as each does after ten minutes. */
async function listen(portal: Portal, signal: AbortSignal, heard: () => void): Promise<void> {
  const response = await portal.fetch('/api/events', { signal })
  if (!response.ok) throw new Error(`a stream was answered with ${response.status}`)
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? [])
    if (decoder.decode(chunk, { stream: true }).includes('event: ')) heard()
}
