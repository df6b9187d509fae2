import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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

/** Trap: a request that nobody keeps does not hear that it was aborted (undici holds it weakly). */
const requests: Request[] = []

/** Opens the stream as a customer and collects the topics that come. @param since when the page was made */
async function listenAs(customerId: string, since?: number | string) {
  signInAs(customerId)
  const stop = new AbortController()
  const query = since === undefined ? '' : `?since=${since}`
  const request = new Request(`http://localhost:3000/api/events${query}`, { signal: stop.signal })
  requests.push(request)
  const response = await GET(request)
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

describe('a page that was made a moment ago', () => {
  /** What a stream begins with. Whatever the page's own clock hides of two replicas' clocks has passed before. */
  async function beginning(since: number | string): Promise<string[]> {
    const { topics, stop, reading } = await listenAs(bank.bob.id, since)
    await sleep(100)
    stop.abort()
    await reading
    return topics
  }
  const all = ['account', 'approval', 'answer']
  const CLOCKS_APART_MS = 2_000
  let quietSince = 0
  beforeAll(async () => {
    const { stop } = await listenAs(bank.bob.id)
    while (!(await listening())) await sleep(20)
    await sleep(CLOCKS_APART_MS + 100)
    quietSince = Date.now()
    stop.abort()
  })

  test('is told nothing where nothing changed since', async () => {
    expect(await beginning(quietSince)).toEqual([])
  })

  test('is told what changed since, before its stream was open', async () => {
    announce(bank.bob.id, 'approval')
    await sleep(200)
    expect(await beginning(quietSince)).toEqual(['approval'])
    expect(await beginning(Date.now())).toEqual(['approval'])
  })

  test.each([
    ['an old page', () => Date.now() - 61_000],
    ['a page from the future', () => Date.now() + 60_000],
    ['no time', () => ''],
    ['words', () => 'now'],
    ['a number too long', () => '9'.repeat(400)],
    ['a fraction', () => '1.5'],
  ])('is told every topic by a stream that does not know: %s', async (_, since) => {
    expect(await beginning(since())).toEqual(all)
  })

  test('is told every topic where the process may have missed one', async () => {
    const { topics, stop } = await listenAs(bank.bob.id, quietSince)
    await bank.sql`SELECT pg_terminate_backend(${await listening()})`
    await until(() => topics.includes('answer'))
    stop.abort()
    expect(await beginning(quietSince)).toEqual(all)
  })
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
