import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET } from '@/app/api/events/route'
import { announce } from '@/lib/platform/events/announce'
import { countEars } from '@/lib/platform/events/hear-events'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))
// The double's sessions are no rows, and whoever looks for rows would take them for ended after twenty seconds.
vi.mock('@/lib/auth0/session/watch-sessions', () => ({ onSessionEnd: () => () => {} }))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

/** Opens the stream as a customer and collects the topics that come. */
async function listenAs(customerId: string) {
  signInAs(customerId)
  const stop = new AbortController()
  const response = await GET(new Request('http://localhost:3000/api/events', { signal: stop.signal }))
  const topics: string[] = []
  const reading = (async () => {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      topics.push(...[...part.value.matchAll(/^event: (\w+)$/gm)].map(([, topic]) => topic ?? ''))
    }
  })()
  return { response, topics, stop, reading }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('did not happen in 10 s')
    await sleep(20)
  }
}

const listening = async () => {
  const [row] = await bank.sql<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'listen%'`
  return row?.pid ?? null
}

test('a stream begins with every topic and may not be cached or buffered', async () => {
  const { response, topics, stop, reading } = await listenAs(bank.alice.id)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  await until(() => topics.includes('account') && topics.includes('approval'))
  stop.abort()
  await reading
  expect(countEars(bank.alice.id)).toBe(0)
})

test('both sides of a transfer hear of it, and nobody else does', async () => {
  const alice = await listenAs(bank.alice.id)
  const bob = await listenAs(bank.bob.id)
  const stranger = await listenAs('019b7600-0000-7000-8000-000000000000')
  while (!(await listening())) await sleep(20)
  await sleep(200)
  for (const { topics } of [alice, bob, stranger]) topics.length = 0
  await pay({
    customerId: bank.alice.id,
    from: bank.alice.accounts.Checking,
    to: bank.bob.accounts.Checking,
    amount: '3.00',
  })
  await until(() => alice.topics.includes('account') && bob.topics.includes('account'))
  expect(stranger.topics).toEqual([])
  for (const { stop } of [alice, bob, stranger]) stop.abort()
})

test('many announcements at once arrive as few', async () => {
  const { topics, stop } = await listenAs(bank.bob.id)
  await sleep(200)
  topics.length = 0
  for (let times = 0; times < 50; times++) announce(bank.bob.id, 'approval')
  await until(() => topics.length > 0)
  await sleep(100)
  expect(topics).toEqual(['approval'])
  stop.abort()
})

test('after the listening connection is lost it listens again, and every page is told to look', async () => {
  const { topics, stop } = await listenAs(bank.alice.id)
  await sleep(200)
  topics.length = 0
  const pid = await listening()
  await bank.sql`SELECT pg_terminate_backend(${pid})`
  await until(() => topics.includes('account') && topics.includes('approval'))
  topics.length = 0
  announce(bank.alice.id, 'account')
  await until(() => topics.includes('account'))
  expect(topics).toEqual(['account'])
  stop.abort()
})

test('a payload that is none of ours is passed over', async () => {
  const { topics, stop } = await listenAs(bank.alice.id)
  await sleep(100)
  topics.length = 0
  await bank.sql`SELECT pg_notify('baink_events', 'nonsense'), pg_notify('baink_events', '{"topic":"account"}')`
  announce(bank.alice.id, 'account')
  await until(() => topics.length > 0)
  expect(topics).toEqual(['account'])
  stop.abort()
})

test('a customer cannot hold any number of streams open', async () => {
  const streams = await Promise.all(Array.from({ length: 32 }, () => listenAs(bank.bob.id)))
  signInAs(bank.bob.id)
  const refused = await GET(new Request('http://localhost:3000/api/events'))
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('30')
  for (const { stop } of streams) stop.abort()
  await until(() => countEars(bank.bob.id) === 0)
})

test('without a session there is no stream', async () => {
  signInAs(null)
  expect((await GET(new Request('http://localhost:3000/api/events'))).status).toBe(401)
})
