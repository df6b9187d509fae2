import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startResuming } from '@/lib/approvals/resume'
import { seal } from '@/lib/approvals/seal'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { log } from '@/lib/log'
import { beginShutdown } from '@/lib/shutdown'
import { accountOf } from '../support/ledger'
import { openSeededBank, type SeededBank } from '../support/seeded-bank'

const ROWS = 10_000
const WATCHED_MS = 6_000
const AT_ONCE_MAX = 20
const A_SECOND_MAX = 220

/** A token endpoint that never has an answer yet, and counts who asks. */
const polls: { id: string; at: number }[] = []
let atOnce = 0
let mostAtOnce = 0
const server = createServer((request, response) => {
  mostAtOnce = Math.max(mostAtOnce, ++atOnce)
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    polls.push({ id: new URLSearchParams(body).get('auth_req_id') ?? '', at: performance.now() })
    setTimeout(() => {
      atOnce--
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"authorization_pending"}')
    }, 20)
  })
})

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
  await vi.waitUntil(() => atOnce === 0, 5_000)
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
    FROM unnest(${bank.sql.array(sealed)}::text[]) AS sealed`
}

test('ten thousand approvals left behind are taken over in turn, at a pace the tenant can bear', async () => {
  const begun = performance.now()
  startResuming()
  await vi.waitUntil(() => performance.now() - begun > WATCHED_MS, { timeout: 2 * WATCHED_MS })
  const seconds = (performance.now() - begun) / 1000
  expect(polls.length).toBeGreaterThan(100)
  expect(polls.length / seconds).toBeLessThan(A_SECOND_MAX)
  expect(mostAtOnce).toBeLessThanOrEqual(AT_ONCE_MAX)
  // Each waits for its turn: none is asked about twice while another has not been asked about once.
  expect(new Set(polls.map(({ id }) => id)).size).toBe(polls.length)
})
