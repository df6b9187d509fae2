import { randomUUID } from 'node:crypto'
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { GET as getReceipt } from '@/app/api/approvals/[approvalId]/receipt/route'
import { GET as getKeys } from '@/app/api/receipts/keys/route'
import { displayedHash } from '@/lib/approvals/displayed'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { DOES_NOT_PROVE, type Receipt } from '@/lib/evidence/receipts/receipt'
import { verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openFor, openIn } from '../../support/bank/approvals'
import { freshReceiptKey } from '../../support/bank/receipts'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'
import { accountOf, approvedBy, orderFor, post } from '../../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

const DEVICE = { id: 'device-1', name: 'Alice’s phone', jkt: 'k'.repeat(43) }
const key = freshReceiptKey()

let bank: SeededBank
beforeAll(async () => {
  process.env.RECEIPT_SIGNING_KEY = key
  bank = await openSeededBank()
})
afterAll(() => bank.close())
beforeEach(() => signInAs(bank.alice.id))

const order = () =>
  orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '25.00', { memo: 'für “Miete”' })

function fetchReceipt(id: string): Promise<Response> {
  return getReceipt(new Request('http://localhost/'), { params: Promise.resolve({ approvalId: id }) })
}

const jwks = async () => (await (await getKeys()).json()) as JSONWebKeySet

async function readReceipt(id: string): Promise<Receipt> {
  return verifyReceipt(await (await fetchReceipt(id)).text(), await jwks())
}

test('a posted approval has a receipt: a signed file with the whole story', async () => {
  const chatId = randomUUID()
  const { id, details, bindingMessage } = await openFor(bank.alice, order(), chatId)
  const hash = displayedHash([details], bindingMessage)
  const evidence = { tokenId: 'token-1', displayedHash: hash, device: DEVICE, amr: ['swk', 'pop', 'user', 'mfa'] }
  const authority = {
    kind: 'approval',
    customerId: bank.alice.id,
    approvalId: id,
    agentClientId: 'the-baink',
    evidence,
  } as const
  const { transfer } = await postTransfer(order(), authority, id)

  const response = await fetchReceipt(id)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/jose')
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="baink-receipt-${id}.jws"`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const jws = await response.text()
  const { keys } = await jwks()
  expect(decodeProtectedHeader(jws)).toEqual({ alg: 'ES256', typ: 'receipt+jwt', kid: keys[0]?.kid })

  const receipt = await verifyReceipt(jws, { keys })
  expect(receipt).toMatchObject({
    iss: 'http://localhost:3000',
    approvalId: id,
    customerId: bank.alice.id,
    asked: { chatId, toolCallId: 'call_test' },
    displayed: {
      document: { authorization_details: [details], binding_message: bindingMessage },
      hash,
      recordedWhenAsked: true,
      confirmedByToken: true,
    },
    approved: { device: DEVICE, amr: ['swk', 'pop', 'user', 'mfa'], agentClientId: 'the-baink', tokenId: 'token-1' },
    posted: {
      transferId: transfer.id,
      authority: 'approval',
      debtorAccountId: order().fromAccountId,
      creditorAccountId: order().toAccountId,
      amount: '25.00',
      currency: 'USD',
      memo: 'für “Miete”',
    },
    doesNotProve: DOES_NOT_PROVE,
  })
  expect(receipt.audit.map(({ event }) => event)).toEqual([
    'approval.requested',
    'approval.pending',
    'approval.approved',
    'approval.posted',
    'transfer.posted',
  ])
  expect(Math.abs(receipt.iat - Date.now() / 1000)).toBeLessThan(60)
  const hashes = receipt.audit.map((link) => link.hash)
  expect((await verifyAudit(bank.ownerUrl, { lists: [], hashes })).differences).toEqual([])
})

test('where the tenant did not say, the receipt does not say either', async () => {
  const { id } = await openIn('posted', bank.alice, order())
  expect(await readReceipt(id)).toMatchObject({
    displayed: { confirmedByToken: false },
    approved: { device: null, tokenId: null },
  })
})

test('an order that was sent by hand under the approval’s id is told as what it was', async () => {
  const { id } = await openFor(bank.alice, order())
  await post(bank.alice, order(), id)
  await postTransfer(order(), approvedBy(bank.alice, id), id)
  expect(await readReceipt(id)).toMatchObject({ posted: { authority: 'session' }, approved: { device: null } })
})

describe('there is no receipt', () => {
  test.each(['requested', 'pending', 'approved', 'denied', 'cancelled', 'failed', 'expired'] as const)(
    'of an approval that is %s',
    async (status) => {
      const { id } = await openIn(status, bank.bob, {
        ...orderFor(accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings'), '1.00'),
        memo: status,
      })
      signInAs(bank.bob.id)
      await expectProblem(await fetchReceipt(id), 409, 'conflict')
      if (status === 'requested' || status === 'pending' || status === 'approved')
        await bank.sql`UPDATE approvals SET status = 'cancelled' WHERE id = ${id}`
    },
  )

  test('for another customer, who cannot tell it from none', async () => {
    const { id } = await openIn('posted', bank.alice, order())
    signInAs(bank.bob.id)
    const other = await expectProblem(await fetchReceipt(id), 404, 'not_found')
    expect(await expectProblem(await fetchReceipt(randomUUID()), 404, 'not_found')).toEqual(other)
    expect(await expectProblem(await fetchReceipt('../keys'), 404, 'not_found')).toEqual(other)
  })

  test('without a session', async () => {
    const { id } = await openIn('posted', bank.alice, order())
    signInAs(null)
    await expectProblem(await fetchReceipt(id), 401, 'unauthenticated')
  })

  test('and no signature where the records do not agree with each other', async () => {
    const { id } = await openIn('posted', bank.alice, order())
    const changed = bank.sql.begin(async (tx) => {
      await tx`SET LOCAL session_replication_role = replica`
      await tx`UPDATE approvals SET details = jsonb_set(details, '{creditorName}', '"Mallory"') WHERE id = ${id}`
    })
    await changed
    const response = await fetchReceipt(id)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('eyJ')
  })
})

test('the public key is anybody’s, cacheable, and public alone', async () => {
  signInAs(null)
  const response = await getKeys()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/jwk-set+json')
  expect(response.headers.get('cache-control')).toBe('public, max-age=3600')
  const { keys } = (await response.json()) as JSONWebKeySet
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  signInAs(bank.alice.id)
  const { id } = await openIn('posted', bank.alice, order())
  await compactVerify(await (await fetchReceipt(id)).text(), createLocalJWKSet({ keys }))
})

async function expectProblem(response: Response, status: number, code: string): Promise<unknown> {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await response.json()) as { code: string }
  expect(problem.code).toBe(code)
  return problem
}
