import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startResuming } from '@/lib/auth0/ai/resume'
import { guardPollsOf } from '@/lib/auth0/ai/stop-polling'
import { beginShutdown } from '@/lib/platform/shutdown'
import { startTracing } from '@/lib/platform/telemetry/open-telemetry'
import { inSpan, traceId } from '@/lib/platform/telemetry/tracing'
import { chosenPayer } from '@/services/door/bank'
import { openFor } from '../support/bank/approvals'
import { chunksOf, say } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { mount } from '../support/bank/mount'
import { signInAs } from '../support/bank/session-double'
import { type Collector, openCollector } from '../support/collector'
import { askThenDie } from '../support/died'
import { accountOf, orderFor } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

const MEMO = 'Zanzibar-kiwi'
const SOON = { timeout: 20_000, interval: 100 }

let live: LiveBank
let collector: Collector
let stopTracing: () => Promise<void>
beforeAll(async () => {
  collector = await openCollector()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.origin)
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '100')
  live = await openLiveBank()
  guardPollsOf(new URL(live.tenant.issuer).host)
  signInAs(live.bank.alice.id, ALICE)
  stopTracing = startTracing('baink')
})
afterAll(async () => {
  beginShutdown()
  await stopTracing()
  await live.close()
  await collector.close()
})

const named = (name: string) => collector.spans().find((span) => span.name === name)
const namesIn = (trace: string | undefined) =>
  collector.spans().flatMap(({ traceId, name }) => (traceId === trace ? [name] : []))

describe('the trace of an approved transfer', () => {
  test('goes from the prompt over the phone to the posting, in order', async () => {
    await chunksOf(await say(uuidv7(), `move $25 from checking to savings for ${MEMO}`))
    await live.phone.approve((await live.phone.waitForRequest(MEMO)).id)
    await vi.waitUntil(() => named('approval posted') && named('approval'), SOON)
    expect(namesIn(named('request to chat')?.traceId)).toEqual([
      'request to chat',
      'approval',
      'approval requested',
      'approval pending',
      'tenant poll',
      'approval approved',
      'request to agent',
      'ledger posting',
      'approval posted',
    ])
    const [approval, agent, posting] = ['approval', 'request to agent', 'ledger posting'].map(named)
    expect(approval?.parentSpanId).toBe(named('request to chat')?.spanId)
    expect(agent?.parentSpanId).toBe(approval?.spanId)
    expect(posting?.parentSpanId).toBe(agent?.spanId)
  })

  test('goes on, after its process has died, under the id of the approval', async () => {
    const [from, to] = [accountOf(live.bank.alice, 'Checking'), accountOf(live.bank.alice, 'Savings')]
    const memo = randomUUID()
    const approval = await openFor(live.bank.alice, orderFor(from, to, '25.00', { memo }))
    await askThenDie(live, approval)
    startResuming()
    await live.phone.approve((await live.phone.waitForRequest(memo)).id)
    const trace = approval.id.replaceAll('-', '')
    await vi.waitUntil(() => namesIn(trace).includes('approval posted'), SOON)
    expect(namesIn(trace).slice(-5)).toEqual([
      'tenant poll',
      'approval approved',
      'request to agent',
      'ledger posting',
      'approval posted',
    ])
  })

  test('goes on at the bank, where a business calls it', async () => {
    const traceparents: (string | null)[] = []
    const bank = await mount(async ({ headers }) => {
      traceparents.push(headers.get('traceparent'))
      return Response.json({ fromAccountId: 'x' })
    })
    const config = { bank: bank.origin } as Parameters<typeof chosenPayer>[0]
    const order = { toAccountId: 'x', amount: '1.00', currency: 'USD' } as Parameters<typeof chosenPayer>[2]
    const caller = new Headers({ traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` })
    const handle = async () => {
      await chosenPayer(config, 'token', order)
      return traceId()
    }
    expect(await inSpan('request to a business', handle, { caller })).toBe('a'.repeat(32))
    expect(traceparents).toEqual([expect.stringMatching(new RegExp(`^00-${'a'.repeat(32)}-(?!b{16})\\w{16}-01$`))])
    await bank.close()
  })

  test('holds no memo, name, account, amount or token, also where something fails', async () => {
    const failing = inSpan('failing', () => Promise.reject(new Error(`no room for ${MEMO}`)))
    await expect(failing).rejects.toThrow(MEMO)
    await vi.waitUntil(() => named('failing'), SOON)
    const { alice, bob } = live.bank
    const ids = [alice, bob].flatMap(({ id, accounts }) => [id, ...Object.values(accounts).map((one) => one.id)])
    const text = collector.text()
    for (const word of [MEMO, 'Alice', 'Checking', 'Savings', 'auth0|', 'savings', '25.00', 'eyJ', 'Bearer', ...ids])
      expect(text).not.toContain(word)
    const keys = new Set(collector.spans().flatMap(({ attributes }) => attributes.map(({ key }) => key)))
    expect([...keys].sort()).toEqual([
      'baink.answer',
      'baink.approval_id',
      'baink.authority',
      'baink.outcome',
      'http.request.method',
      'http.response.status_code',
    ])
  })
})
