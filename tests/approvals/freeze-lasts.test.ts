import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freezeAgentTransfers, readAgentTransfers, thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { getApproval } from '@/lib/approvals/approval'
import { endApproval } from '@/lib/approvals/end-approval'
import { FIRST_FENCE } from '@/lib/approvals/lease'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, orderFor, refusalOf } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterEach(async () => {
  await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL, agent_tokens_not_before = NULL`
})
afterAll(() => bank.close())

const wish = () =>
  orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00', { memo: randomUUID() })
const freeze = () => freezeAgentTransfers(bank.alice.id)
const frozenAt = async () => (await readAgentTransfers(bank.alice.id, null)).frozenAt
const signedIn = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000)

describe('a token from before a freeze', () => {
  /** As an agent brings it whose approval has no row here. */
  const brought = (issuedAt: Date, key: string) => ({
    ...approvedBy(bank.alice, key),
    evidence: { tokenIssuedAt: Math.floor(issuedAt.getTime() / 1000) },
  })

  test('makes nothing new after the thaw either, and one from after it does', async () => {
    const [old, fresh] = [randomUUID(), randomUUID()]
    const before = new Date(Date.now() - 1_000)
    await freeze()
    await bank.sql`UPDATE customers SET agent_transfers_frozen_at = now() - interval '2 seconds' WHERE id = ${bank.alice.id}`
    await thawAgentTransfers(bank.alice.id, signedIn(1))
    expect(await frozenAt()).toBeNull()
    expect(await refusalOf(postTransfer(wish(), brought(before, old), old))).toBe('agent_transfers_frozen')
    const after = new Date(Date.now() + 1_000)
    expect(await postTransfer(wish(), brought(after, fresh), fresh)).toMatchObject({ replayed: false })
  })

  test('is still answered again for what it has made', async () => {
    const [order, key] = [wish(), randomUUID()]
    const first = await postTransfer(order, brought(new Date(), key), key)
    await freeze()
    expect(await postTransfer(order, brought(new Date(0), key), key)).toEqual({
      transfer: first.transfer,
      replayed: true,
    })
  })
})

test('a "not me" freezes although the database was away in the moment it was heard', async () => {
  const { id } = await openIn('pending', bank.alice, wish())
  // A sequence counts on though its transaction is undone.
  await bank.sql.unsafe(`CREATE SEQUENCE busy; CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN IF nextval('busy') <= 2 THEN RAISE EXCEPTION 'too busy' USING ERRCODE = '53300'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER busy BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION busy()`)
  try {
    const driven = { id, customerId: bank.alice.id, fence: FIRST_FENCE }
    expect(await endApproval(driven, { status: 'denied', reason: 'not_me' })).toBe(true)
  } finally {
    await bank.sql.unsafe('DROP TRIGGER busy ON approvals; DROP FUNCTION busy(); DROP SEQUENCE busy')
  }
  expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: 'denied', reason: 'not_me' })
  expect(await frozenAt()).not.toBeNull()
})
