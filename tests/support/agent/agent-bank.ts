import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import type { Account } from '@/lib/ledger/accounts/account'
import { log } from '@/lib/platform/log'
import { openSeededBank, type SeededBank, seeded } from '../bank/seeded-bank'
import { compact, type FakeTenant, type SigningKey, startFakeTenant } from '../tenant/fake-tenant'

export const AUDIENCE = 'http://localhost:3000/api/agent/transfers'
export const CLIENT = 'the-baink'

/** The members of an order's body. A test may make any of them wrong. */
export interface Order {
  fromAccountId: string
  toAccountId: string
  amount: string
  currency: string
  memo?: string | null
}

/**
 * The differences of a call from a good one. `claims`, `header` and `body` replace members; `undefined` leaves one out.
 */
export interface Call {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: SigningKey
  /** Replaces members of the one authorization detail. */
  detail?: Record<string, unknown>
  body?: Record<string, unknown>
  idempotencyKey?: string
}

export interface AgentBank {
  bank: SeededBank
  tenant: FakeTenant
  /** An order of 25.00 USD from alice's Checking to her Savings, with a memo. */
  order(): Order
  detailOf(order: Order, identifier: string): Record<string, unknown>
  tokenFor(detail: unknown, call?: Call): string
  /** An order, a key, and a token that is good for both. */
  goodCall(): { order: Order; identifier: string; token: string }
  /** Makes a good call with the differences in `call`. */
  call(call?: Call): Promise<Response>
  close(): Promise<void>
}

/**
 * Opens a bank with the agent route behind a fake tenant. Every claim can be forged; the ledger and the route are real.
 * @param shared a bank that is open already, which `close` leaves open
 */
export async function openAgentBank(shared?: SeededBank): Promise<AgentBank> {
  log.level = 'silent'
  const bank = shared ?? (await openSeededBank())
  const tenant = await startFakeTenant()
  process.env.AUTH0_DOMAIN = tenant.origin
  const tokenFor = (detail: unknown, { claims, header, key }: Call = {}) =>
    compact(
      { alg: 'RS256', typ: 'JWT', kid: (key ?? tenant.key).kid, ...header },
      { ...claimsFor(tenant, detail), ...claims },
      key ?? tenant.key,
    )
  const order = () => orderBetween(bank.alice.accounts.Checking, bank.alice.accounts.Savings)
  return {
    bank,
    tenant,
    order,
    detailOf,
    tokenFor,
    goodCall: () => {
      const [good, identifier] = [order(), randomUUID()]
      return { order: good, identifier, token: tokenFor(detailOf(good, identifier)) }
    },
    call: (call = {}) => {
      const identifier = randomUUID()
      const detail = { ...detailOf(order(), identifier), ...call.detail }
      const body = { ...order(), ...call.body }
      return send(tokenFor(detail, call), call.idempotencyKey ?? identifier, body)
    },
    async close() {
      await tenant.stop()
      if (!shared) await bank.close()
    },
  }
}

function claimsFor(tenant: FakeTenant, detail: unknown): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: tenant.issuer,
    sub: 'auth0|alice',
    aud: [AUDIENCE, `${tenant.issuer}userinfo`],
    azp: CLIENT,
    scope: 'openid create:transfer',
    iat: now,
    exp: now + 300,
    authorization_details: [detail],
  }
}

export function orderBetween(from: Account | undefined, to: Account | undefined, amount = '25.00'): Order {
  if (!from || !to) throw new Error('both accounts are needed')
  return { fromAccountId: from.id, toAccountId: to.id, amount, currency: from.currency, memo: 'rainy days' }
}

/**
 * The authorization detail of an order, as it is sent to the tenant. Accounts that were not seeded have made-up names.
 */
export function detailOf(order: Order, identifier: string): Record<string, unknown> {
  const debtor = seeded.get(order.fromAccountId) ?? { holder: 'Alice Example', name: 'Checking', mask: '••4321' }
  const creditor = seeded.get(order.toAccountId) ?? { holder: 'Alice Example', name: 'Savings', mask: '••8765' }
  const isOwn = debtor.holder === creditor.holder
  return {
    type: 'payment_initiation',
    identifier,
    instructedAmount: { currency: order.currency, amount: order.amount },
    debtorAccount: { id: order.fromAccountId, name: debtor.name, mask: debtor.mask },
    creditorAccount: { id: order.toAccountId, name: isOwn ? creditor.name : creditor.holder, mask: creditor.mask },
    creditorName: creditor.holder,
    ...(order.memo && { remittanceInformationUnstructured: order.memo }),
  }
}

/** Calls the agent route as an agent does. Text and streams are sent unchanged, everything else as JSON. */
export function send(
  token: string,
  key: string | undefined,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const raw = typeof body === 'string' || body instanceof ReadableStream
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      ...(key !== undefined && { 'Idempotency-Key': key }),
      ...headers,
    },
    body: raw ? body : JSON.stringify(body),
    duplex: 'half',
  }
  return agentTransfer(new Request(AUDIENCE, init))
}

/**
 * The state of all money: balances, holds, daily totals, transfers and entries. Nothing has moved where it is equal
 * before and after.
 */
export async function moneyOf({ sql }: Pick<SeededBank, 'sql'>): Promise<unknown> {
  const [row] = await sql`
    SELECT (SELECT json_agg(json_build_array(id, balance_minor, held_minor) ORDER BY id) FROM accounts) AS accounts,
           (SELECT json_agg(d ORDER BY day, currency) FROM daily_totals d) AS totals,
           (SELECT count(*)::int FROM transfers) AS transfers, (SELECT count(*)::int FROM entries) AS entries`
  return row
}

interface Expected {
  status: number
  code: string
}

/** Checks that a call is refused with a problem document of this status and code, and that nothing moved. */
export async function expectRefused(
  bank: SeededBank,
  call: () => Promise<Response>,
  { status, code }: Expected,
): Promise<{ response: Response; problem: Record<string, unknown> }> {
  const before = await moneyOf(bank)
  const response = await call()
  const problem = (await response.json()) as Record<string, unknown>
  expect({ status: response.status, code: problem.code }).toEqual({ status, code })
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(problem).toMatchObject({ type: 'about:blank', status, title: expect.any(String) })
  expect(response.headers.get('www-authenticate') ?? '').toMatch(status === 401 ? /^Bearer/ : /^(Bearer .*|)$/)
  expect(await moneyOf(bank)).toEqual(before)
  return { response, problem }
}
