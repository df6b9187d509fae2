import { randomUUID } from 'node:crypto'
import { freezeAgentTransfers } from '@/lib/approvals/agent-freeze'
import { env } from '@/lib/platform/env'
import type { AgentBank } from '../agent/agent-bank'
import { compact } from '../tenant/fake-tenant'
import { signInAs } from './session-double'

interface Sent {
  body?: unknown
  headers?: Record<string, string>
  parameters?: Record<string, string>
  query?: string
}

export type Ask = (name: string, sent?: Sent) => Promise<Record<string, unknown>>

const REVOCATION = 'POST /api/mandates/revocations'
const PAYER = 'POST /api/agent/payer'
const PAYMENT = 'GET /api/agent/payments/{key}'
/** Routes that trust neither the session nor an agent's token for a transfer. */
export const ELSEWHERE = [PAYER, PAYMENT, REVOCATION]

const SHARE = { ticker: 'ZEKO', qty: 3, price: '5.00', currency: 'USD' }
const made = { id: randomUUID(), transferId: randomUUID(), createdAt: new Date().toISOString() }
const TRADE = { ...SHARE, ...made, side: 'buy', total: '15.00' }

/** A business beside the bank, as far as the bank asks it: it lives, and quotes every ticker but one. */
export async function answerAsBusiness({ url }: Request): Promise<Response> {
  if (url.endsWith('/api/portfolio')) return Response.json({ holdings: [{ ...SHARE, value: '15.00' }] })
  if (url.includes('/api/orders?')) return Response.json({ orders: [TRADE], nextCursor: null })
  if (url.endsWith('/AAPL')) return new Response('{}', { status: 404 })
  return Response.json({ quote: { ticker: 'ZEKO', price: '5.00', currency: 'USD' } })
}

/**
 * Provokes what the bank answers to businesses: who would pay, and what was paid.
 * @param bearer makes the header of a token with changed claims
 * @param leaveNoCalls leaves the token's client no calls of this minute
 */
export async function askAsBusiness(
  ask: Ask,
  bearer: (claims: object) => Record<string, string>,
  leaveNoCalls: () => Promise<void>,
): Promise<void> {
  const nameless = { authorization_details: undefined }
  const query = { toAccountId: randomUUID(), amount: '1.00', currency: 'USD' }
  const business = { ...nameless, sub: 'baink-shop@clients', azp: 'baink-shop' }
  const others = [{ ...nameless, scope: 'openid' }, { ...nameless, sub: 'auth0|nobody' }, {}, { aud: 'x' }]
  for (const claims of [business, nameless, ...others]) {
    await ask(PAYER, { body: query, headers: bearer(claims) })
    await ask(PAYMENT, { headers: bearer(claims) })
  }
  await ask(PAYMENT, { headers: bearer(business), query: '?subject=auth0%7Calice' })
  for (const body of [{ ...query, amount: '900000.00' }, {}, ' '.repeat(17 * 1024)])
    await ask(PAYER, { body, headers: bearer(nameless) })
  await ask(PAYER, { body: query, headers: { ...bearer(nameless), 'Content-Type': 'text/plain' } })
  await leaveNoCalls()
  await ask(PAYMENT, { headers: bearer(nameless) })
  await ask(PAYER, { body: query, headers: bearer(nameless) })
}

/** Provokes what the bank answers about orders that wait for a price. */
export async function askAboutConditionals(ask: Ask): Promise<void> {
  const body = { ticker: 'ZEKO', qty: 1, side: 'buy', when: 'below', price: '4.00' }
  const orders = 'POST /api/conditional-orders'
  await ask(orders, { body: { ...body, ticker: 'AAPL' } })
  const { conditionalOrder } = await ask(orders, { body })
  for (let n = 0; n < 10; n++) await ask(orders, { body })
  await ask('GET /api/conditional-orders')
  const parameters = { orderId: (conditionalOrder as { id: string }).id }
  for (let n = 0; n < 2; n++) await ask('DELETE /api/conditional-orders/{orderId}', { parameters })
}

/** Provokes what the bank answers about a customer's shares. */
export async function askAboutShares(ask: Ask, { tenant, bank }: AgentBank): Promise<void> {
  tenant.answers['/oauth/token'] = () => ({ access_token: 'reads' })
  signInAs(bank.alice.id, 'auth0|alice', 'Test', 'the tenant’s word')
  await ask('GET /api/orders')
  await ask('GET /api/portfolio')
  await ask('GET /api/portfolio/trades')
}

/** Provokes what the bank answers to the tenant about a mandate of alice's that was revoked on the phone. */
export async function askAboutRevocation(ask: Ask, mandateId: string, { tenant, bank }: AgentBank): Promise<void> {
  const { key, issuer: iss } = tenant
  const header = { alg: 'RS256', typ: 'secevent+jwt', kid: key.kid }
  const said = (mandate: string) => {
    const times = { iat: Math.floor(Date.now() / 1_000), jti: randomUUID() }
    const claims = { iss, aud: env().AUTH0_CLIENT_ID, sub: 'auth0|alice', ...times }
    return {
      body: { token: compact(header, { ...claims, events: { 'urn:baink:mandate-revoked': { mandate } } }, key) },
    }
  }
  // A thaw that says it is older than the freeze.
  const older = {
    iat: Math.floor(Date.now() / 1_000) - 100,
    jti: randomUUID(),
    events: { 'urn:baink:agents-thawed': {} },
  }
  await freezeAgentTransfers(bank.alice.id)
  await ask(REVOCATION, {
    body: { token: compact(header, { iss, aud: env().AUTH0_CLIENT_ID, sub: 'auth0|alice', ...older }, key) },
  })
  await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL, agent_tokens_not_before = NULL WHERE id = ${bank.alice.id}`
  await ask(REVOCATION, said(randomUUID()))
  await ask(REVOCATION, said(mandateId))
  await ask(REVOCATION, { body: { token: 'none' } })
  await ask(REVOCATION, { body: {} })
  await ask(REVOCATION, { body: ' '.repeat(17 * 1024) })
  await ask(REVOCATION, { headers: { 'Content-Type': 'text/plain' } })
}
