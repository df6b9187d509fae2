import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { compactVerify, importJWK, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { readConstraints } from '@/lib/approvals/mandates/constraints'

// The example tokens that AP2 v0.2 publishes, read with jose alone: what we take from AP2 is the names and forms of the
// constraints, and this shows that we read them as they are published. It is no claim to implement AP2.

const examples = JSON.parse(readFileSync(new URL('ap2-example-tokens.json', import.meta.url), 'utf8')) as Record<
  'open' | 'closed' | 'chain',
  string
>

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** An SD-JWT's signed part, and its disclosures by their digest (draft-ietf-oauth-selective-disclosure-jwt). */
function partsOf(token: string) {
  const [jwt = '', ...disclosures] = token.split('~').filter((part) => part !== '')
  return { jwt, disclosed: new Map(disclosures.map((each) => [digest(each), decoded(each).at(-1)])) }
}

/** The mandate that a token delegates: its payload names it by digest. */
function mandateIn(token: string): {
  vct: string
  constraints: Constraint[]
  cnf: { jwk: JWK }
  [member: string]: unknown
} {
  const { jwt, disclosed } = partsOf(token)
  const [{ '...': named }] = decoded(jwt.split('.')[1] ?? '').delegate_payload
  return disclosed.get(named)
}

interface Constraint {
  type: string
  [member: string]: unknown
}

describe('the published example tokens', () => {
  test('the closed mandate is bound to the open one, and signed by the key that it names', async () => {
    const { cnf, vct } = mandateIn(examples.open)
    expect(vct).toBe('mandate.payment.open.1')
    const { jwt } = partsOf(examples.closed)
    const { payload, protectedHeader } = await compactVerify(jwt, await importJWK(cnf.jwk, 'ES256'), {
      algorithms: ['ES256'],
    })
    expect(protectedHeader.typ).toBe('kb+sd-jwt')
    expect(JSON.parse(new TextDecoder().decode(payload)).sd_hash).toBe(digest(examples.open))
    expect(mandateIn(examples.closed)).toMatchObject({
      vct: 'mandate.payment.1',
      payment_amount: { amount: 19_900, currency: 'USD' },
    })
    const changed = `${jwt.slice(0, -4)}AAAA`
    await expect(compactVerify(changed, await importJWK(cnf.jwk, 'ES256'))).rejects.toThrow()
  })

  test('the chain is the two of them, one after the other', () => {
    expect(examples.chain).toBe(`${examples.open}~${examples.closed}`)
  })

  test('its amount range has the form of ours; its reference to a checkout is unknown here, and fails closed', () => {
    const { constraints } = mandateIn(examples.open)
    expect(constraints.map(({ type }) => type)).toEqual([
      'payment.amount_range',
      'payment.allowed_payees',
      'payment.reference',
    ])
    expect(() => readConstraints(constraints)).toThrow()
    const [range] = constraints
    const ours = [
      { ...range, min: 1 },
      { type: 'payment.budget', max: 200, currency: 'USD' },
      { type: 'payment.agent_recurrence', frequency: 'MONTHLY' },
      ...[
        {
          type: 'payment.allowed_payment_instruments',
          allowed: [{ id: ID, type: 'account', description: 'Checking' }],
        },
      ],
      { type: 'payment.allowed_payees', allowed: [{ id: ID, name: 'Savings' }] },
    ]
    expect(readConstraints(ours)).toMatchObject({ maxPerTransferMinor: 20_000n, maxPerPeriodMinor: 20_000n })
    expect(() => readConstraints([...ours.slice(1), constraints[2]])).toThrow()
  })
})

const ID = '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10'

test('an unknown constraint, one that is missing, twice or has another member is not read', () => {
  const known = readable()
  expect(() => readConstraints([...known, { type: 'payment.reference', conditional_transaction_id: 'x' }])).toThrow()
  expect(() => readConstraints([...known.slice(1), { type: 'payment.made_up' }])).toThrow()
  expect(() => readConstraints(known.slice(1))).toThrow()
  expect(() => readConstraints([...known.slice(1), known[1]])).toThrow()
  expect(() => readConstraints([{ ...known[0], max_occurrences: 1 }, ...known.slice(1)])).toThrow()
  expect(readConstraints(known)).toMatchObject({ period: 'day', maxPerPeriodMinor: 1_998n })
})

function readable(): Record<string, unknown>[] {
  const currency = 'USD'
  return [
    { type: 'payment.amount_range', min: 1, max: 999, currency },
    { type: 'payment.budget', max: 19.98, currency },
    { type: 'payment.agent_recurrence', frequency: 'DAILY' },
    {
      type: 'payment.allowed_payment_instruments',
      allowed: [{ id: ID, type: 'account', description: 'Checking' }],
    },
    { type: 'payment.allowed_payees', allowed: [{ id: ID, name: 'Savings' }] },
  ]
}
