import { afterAll, beforeAll, expect, test } from 'vitest'
import { findParties } from '@/lib/approvals/prepare'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('who asks at the same moment is answered for themselves, and what is no account spoils no answer', async () => {
  const { alice, bob } = bank
  const hers = [accountOf(alice, 'Checking').id, accountOf(alice, 'Savings').id]
  const his = [accountOf(bob, 'Savings').id, accountOf(bob, 'Checking').id]
  const saved = new Set(
    (await bank.sql`SELECT account_id FROM payees WHERE customer_id = ${alice.id}`).map((row) => row.account_id),
  )
  const questions = Array.from({ length: 40 }, (_, n) =>
    [
      () => findParties(alice.id, hers),
      () => findParties(bob.id, his),
      () => findParties(alice.id, his),
      () => findParties(bob.id, ['toString', '', `${hers[0]}x`, ...his]),
    ][n % 4]?.(),
  )
  for (const [n, parties = []] of (await Promise.all(questions)).entries()) {
    const asked = [hers, his, his.filter((id) => saved.has(id)), his][n % 4]
    expect(parties.map(({ id }) => id).sort()).toEqual([...(asked ?? [])].sort())
    const holder = n % 4 === 0 ? 'Alice Example' : 'Bob Example'
    for (const party of parties) expect(party).toMatchObject({ holder, own: n % 4 !== 2 })
  }
})
