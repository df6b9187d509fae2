import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerOf } from '@/lib/ledger/customer'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test.each([
  ['a plain one', 'Zoë 王 O’Neill', 'Zoë 王 O’Neill'],
  ['one that turns the text around it', '\u202Eecila\u2066 Example', 'ecila Example'],
  ['one of several lines', 'Alice\n\tExample\0', 'Alice Example'],
  ['one without end', '🎉'.repeat(200), '🎉'.repeat(70)],
  ['one of nothing', ' \u200B\u3164 ', '(no name)'],
  ['one of blanks that are no white space', '\u2800\u115F', '(no name)'],
  ['one in Persian', 'گوشی\u200Cام', 'گوشی\u200Cام'],
])('a holder’s name that the tenant tells is one that can be shown: %s', async (what, told, shown) => {
  const subject = `test|${what}`
  expect(await customerOf(subject, { name: told, email: null })).toMatchObject({ subject, name: shown })
  expect(await customerOf(subject, { name: 'another by now', email: null })).toMatchObject({ name: shown })
})
