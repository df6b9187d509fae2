import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startResuming } from '@/lib/auth0/ai/resume'
import { seal } from '@/lib/auth0/ai/seal'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { log } from '@/lib/platform/log'
import { beginShutdown } from '@/lib/platform/shutdown'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf } from '../support/ledger/ledger'

/** With `MANY_PENDING=10000`, a run for the night: 88 s on two cores, 11,000 polls, 20 at once, 200 in the busiest second. */
const ROWS = Number(process.env.MANY_PENDING ?? 600)
const AT_ONCE_MAX = 20
const A_SECOND_MAX = 220
/** Slow machines get by with a fraction of the pace. */
const A_SECOND_MIN = 20
const LIMIT_MS = 10_000 + (ROWS / A_SECOND_MIN) * 1000

/** What the tenant says in the end, by the request's number: each third ends in another way. */
const ENDS = ['access_denied', 'expired_token', 'invalid_grant']

/** A token endpoint that says "not yet" at first and then ends the request, and writes down who asked, and when. */
const polls = new Map<string, number[]>()
let atOnce = 0
let mostAtOnce = 0
const server = createServer((request, response) => {
  if (request.url === '/ciba/outcome') return response.writeHead(204).end()
  mostAtOnce = Math.max(mostAtOnce, ++atOnce)
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    const id = new URLSearchParams(body).get('auth_req_id') ?? ''
    const asked = [...(polls.get(id) ?? []), performance.now()]
    polls.set(id, asked)
    const error = asked.length === 1 && isAskedTwice(id) ? 'authorization_pending' : endOf(id)
    setTimeout(() => {
      atOnce--
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    }, 20)
  })
})

const numberOf = (id: string) => Number(id.split('-')[1])
const isAskedTwice = (id: string) => numberOf(id) % 10 === 0
const endOf = (id: string) => ENDS[numberOf(id) % ENDS.length]

let bank: SeededBank
const original = globalThis.fetch
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  process.env.AUTH0_DOMAIN = origin
  speakPlainHttpTo(new URL(origin).host)
  await leaveBehind(ROWS)
}, 120_000)
afterAll(async () => {
  beginShutdown()
  globalThis.fetch = original
  await vi.waitUntil(() => atOnce === 0, 20_000)
  server.closeAllConnections()
  server.close()
  await bank.close()
})

/** Pending approvals of processes that are gone, as a crash of everything leaves them. */
async function leaveBehind(rows: number): Promise<void> {
  const [from, to] = [accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking')]
  const sealed: string[] = []
  for (let n = 0; n < rows; n++) sealed.push(await seal(`request-${n}`))
  await bank.sql`UPDATE accounts SET held_minor = ${rows} WHERE id = ${from.id}`
  await bank.sql`
    INSERT INTO approvals (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency,
      binding_message, details, status, reserved_on, sealed_auth_req_id, interval_seconds, expires_at, lease_owner, lease_until, fence)
    SELECT gen_random_uuid(), ${bank.alice.id}, ${from.id}, ${to.id}, 1, 'USD', 'left behind', '{}', 'pending',
      current_date, sealed, 5, now() + interval '5 minutes', gen_random_uuid(), now() - interval '1 s', 1
    FROM jsonb_array_elements_text(${JSON.stringify(sealed)}::jsonb) AS sealed`
}

const states = async () => {
  const rows = await bank.sql`SELECT status, count(*)::int AS count FROM approvals GROUP BY status`
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}

/** The most polls that fell into any one second. */
function mostInASecond(): number {
  const times = [...polls.values()].flat().sort((a, b) => a - b)
  let from = 0
  return Math.max(
    ...times.map((time, to) => {
      while ((times[from] ?? time) <= time - 1000) from++
      return to - from + 1
    }),
  )
}

test(
  `${ROWS} approvals left behind are all brought to their end, at a pace the tenant can bear`,
  async () => {
    const begun = performance.now()
    startResuming()
    await vi.waitUntil(async () => !('pending' in (await states())), { timeout: LIMIT_MS, interval: 500 })
    const seconds = (performance.now() - begun) / 1000
    const ends = Array.from({ length: ROWS }, (_, n) => n % ENDS.length)
    const each = (n: number) => ends.filter((end) => end === n).length
    expect(await states()).toEqual({ denied: each(0), expired: each(1), failed: each(2) })
    expect(await bank.sql`SELECT held_minor::int AS held FROM accounts WHERE held_minor <> 0`).toEqual([])
    // Each was asked about as often as needed and not once more; and when it said "not yet", not before its time.
    expect(polls.size).toBe(ROWS)
    for (const [id, times] of polls) {
      expect(times).toHaveLength(isAskedTwice(id) ? 2 : 1)
      if (times[1]) expect(times[1] - (times[0] ?? 0)).toBeGreaterThan(4_900)
    }
    expect(mostAtOnce).toBeLessThanOrEqual(AT_ONCE_MAX)
    expect(mostInASecond()).toBeLessThanOrEqual(A_SECOND_MAX)
    const count = [...polls.values()].flat().length
    process.stdout.write(
      `${ROWS} ended in ${seconds.toFixed(1)} s: ${count} polls, ${mostAtOnce} at once, ${mostInASecond()} in a second\n`,
    )
  },
  2 * LIMIT_MS,
)
