import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as bank from '@/lib/approvals/look-alike'
import * as phone from '@/tenant/phone/look-alike'

// Bank and phone warn of the same names, each by code of its own: one table is run through both.

const RULES = {
  bank: (one: string, other: string) => bank.looksLike(bank.foldName(one), bank.foldName(other)),
  phone: phone.lookAlike,
}

const ALIKE: [string, string][] = [
  ['Bob Example', 'bob  EXAMPLE'],
  ['Bob Example', 'Воb Ехаmple'],
  ['Bob Example', 'Bоb Examp1e'],
  ['Bob Example', 'B0b Exarnple'],
  ['Bob Example', 'Bob Exämple'],
  ['Bob Example', 'BobExample'],
  ['Bob Example', 'Bob-Example ★'],
  ['Bob Example', 'Bob Exampl'],
  ['Bob Example', 'Bob Exampke'],
  ['Bob Example', 'Bob Exammple'],
  ['Bob Example', 'Bob\u200B Example'],
  ['Bob Example', 'Bob\u200D\u200C Example'],
  ['Bob Example', '𝐁𝐨𝐛 Example'],
  ['Bob Example', 'Ｂｏｂ Ｅｘａｍｐｌｅ'],
  ['Alice', 'AIice'],
  ['Ellen Ill', 'EIIen III'],
  ['Nora', 'Νοrα'],
  ['Nora', 'Norma'],
  ['Anna', 'Anne'],
  ['Ann', 'ANN'],
  ['Vv', 'W'],
  ['Иван Петров', 'иван петров'],
  ['田中', '田中'],
  ['🎈', ' 🎈 '],
]

const APART: [string, string][] = [
  ['Bob Example', 'Rob Sample'],
  ['Bob Example', 'Bob Exampkee'],
  ['Checking', 'Savings'],
  ['Alice Example', 'Bob Example'],
  ['Иван Петров', 'Пётр Иванов'],
  // Of short names most are one letter apart.
  ['Ann', 'Ian'],
  ['Ann', 'Anna'],
  ['Jo', 'Joe'],
  ['田中', '田口'],
  ['𠮷𠮷', '𠮷𠮾'],
  ['🎈', '🎉'],
  ['', ''],
  ['', 'a'],
  ['', 'ab'],
  [' ', '\u200B'],
]

describe.each(Object.entries(RULES))('to the %s', (_whose, lookAlike) => {
  it.each(ALIKE)('%s and %s can be taken for each other', (one, other) => {
    expect(lookAlike(one, other)).toBe(true)
    expect(lookAlike(other, one)).toBe(true)
  })

  it.each(APART)('%s and %s cannot', (one, other) => {
    expect(lookAlike(one, other)).toBe(false)
    expect(lookAlike(other, one)).toBe(false)
  })
})

describe('bank and phone', () => {
  const name = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'BoOb0rnmvVwWiIl1| éеıÖ田🎈ﬀ\u200D'), maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )

  it('agree on every two names', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(phone.foldName(one)).toBe(bank.foldName(one))
        expect(RULES.phone(one, other)).toBe(RULES.bank(one, other))
        expect(RULES.phone(other, one)).toBe(RULES.phone(one, other))
      }),
      { numRuns: 2_000 },
    )
  })

  it('change nothing more by folding twice', () => {
    for (const each of ['Вob Ехаmple', 'ΝORA', 'Σίσυφος', 'Ⅷ Ltd.', 'Müller & Söhne', '★ ★'])
      for (const { foldName } of [bank, phone]) expect(foldName(foldName(each))).toBe(foldName(each))
  })
})
