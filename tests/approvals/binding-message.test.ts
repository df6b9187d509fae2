import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bindingMessageFor } from '@/lib/approvals/binding-message'

/** What Auth0 takes, and the local tenant with it. */
const AUTH0 = /^[A-Za-z0-9 +\-_.,:#]{1,64}$/

const detail = (from: [string, string], to: [string, string], amount = '25.00', currency = 'USD') => ({
  type: 'payment_initiation' as const,
  identifier: '019b7600-0000-7000-8000-000000000000',
  instructedAmount: { amount, currency },
  debtorAccount: { id: '', name: from[0], mask: from[1] },
  creditorAccount: { id: '', name: to[0], mask: to[1] },
  creditorName: 'Alice Example',
})

describe('a binding message', () => {
  test.each<[string, [string, string], [string, string], string]>([
    ['whole where it fits', ['Checking', '••4321'], ['Savings', '••8765'], 'Checking 4321 to Savings 8765'],
    ['without accents', ['Épargne', '••4321'], ['Größe', '••8765'], 'Epargne 4321 to Groe 8765'],
    [
      'without signs that no phone takes',
      ["Alice's $$$", '••4321'],
      ['50% off!', '••8765'],
      'Alices 4321 to 50 off 8765',
    ],
    ['without names where none can be spelled', ['貯金', '••4321'], ['🎈', '••8765'], '4321 to 8765'],
    [
      'with digits that stay digits',
      ['Checking', '••４３２１'],
      ['Savings', '••8765'],
      'Checking 4321 to Savings 8765',
    ],
  ])('is %s', (_, from, to, expected) => {
    expect(bindingMessageFor(detail(from, to))).toBe(`Transfer 25.00 USD from ${expected}`)
  })

  test('shortens both names and nothing else', () => {
    const message = bindingMessageFor(detail(['A'.repeat(60), '••4321'], ['B'.repeat(60), '••8765'], '10000.00'))
    expect(message).toMatch(/^Transfer 10000\.00 USD from A{5,} 4321 to B{5,} 8765$/)
    expect(message.length).toBeLessThanOrEqual(64)
    expect(message.length).toBeGreaterThan(58)
  })

  test('always fits, and always says the amount, the currency and the digits of both accounts', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 140 })
    const name = fc.oneof(
      text,
      fc.string({ unit: 'binary', maxLength: 140 }),
      fc.constantFrom('', ' ', 'x'.repeat(140)),
    )
    const digits = fc.stringMatching(/^\d{4}$/)
    const amount = fc.stringMatching(/^[1-9]\d{0,14}\.\d\d$/)
    const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD')
    fc.assert(
      fc.property(name, digits, name, digits, amount, currency, (from, fromDigits, to, toDigits, money, code) => {
        const message = bindingMessageFor(detail([from, `••${fromDigits}`], [to, `••${toDigits}`], money, code))
        expect(message).toMatch(AUTH0)
        expect(message.startsWith(`Transfer ${money} ${code} from `)).toBe(true)
        expect(message).toMatch(new RegExp(`${fromDigits} to .*${toDigits}$`))
        expect(message).not.toMatch(/ {2}| $/)
      }),
      { numRuns: 500 },
    )
  })
})
