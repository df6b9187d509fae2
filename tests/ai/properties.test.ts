import type { LanguageModelV3Message, LanguageModelV3ToolResultOutput } from '@ai-sdk/provider'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { offlineModel } from '@/lib/ai/offline-model'
import { shiftDecimal, toMinor } from '@/lib/ai/offline-model/money'
import { respond } from '@/lib/ai/offline-model/respond'
import { toDecimal } from '@/lib/transfers/money'
import { aliceBank, chatWith, transfersIn } from './bank-double'

const WORDS =
  'move send pay put take transfer save empty topup from to into with for and then , . ; : ! ? " “ ” memo: note my the all everything half not no yes make it again cancel checking chequing savings savngs card credit euro account holiday fund old Bob Caroline Dave ending 4321 8765 $25 25 € 20 1.5k -5 0 $1,250.50 1.250 twenty five hundred a thousand dollars bucks cents please how much balance last transactions what is who can I tomorrow without phone \n -> 0190aaaa-0000 ** | ](x) {} acc-checking'.split(
    ' ',
  )
const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 14 }).map((words) => words.join(' '))
const anyText = fc.oneof(
  sentence,
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

const output: fc.Arbitrary<LanguageModelV3ToolResultOutput> = fc.oneof(
  fc.jsonValue().map((value) => ({ type: 'json', value }) as LanguageModelV3ToolResultOutput),
  fc.jsonValue().map((value) => ({ type: 'error-json', value }) as LanguageModelV3ToolResultOutput),
  fc.string().map((value) => ({ type: 'text', value }) as const),
  fc.string().map((value) => ({ type: 'error-text', value }) as const),
  fc.constant({ type: 'execution-denied' } as const),
  fc.constant({ type: 'json', value: { accounts: aliceBank().accounts } } as LanguageModelV3ToolResultOutput),
)
const toolName = fc.constantFrom('listAccounts', 'listPayees', 'listTransactions', 'transferFunds', 'other')
const message: fc.Arbitrary<LanguageModelV3Message> = fc.oneof(
  anyText.map((text): LanguageModelV3Message => ({ role: 'user', content: [{ type: 'text', text }] })),
  anyText.map((content): LanguageModelV3Message => ({ role: 'system', content })),
  anyText.map((text): LanguageModelV3Message => ({ role: 'assistant', content: [{ type: 'text', text }] })),
  fc.tuple(toolName, fc.jsonValue()).map(
    ([name, input]): LanguageModelV3Message => ({
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId: 'c', toolName: name, input }],
    }),
  ),
  fc.tuple(toolName, output).map(
    ([name, result]): LanguageModelV3Message => ({
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'c', toolName: name, output: result }],
    }),
  ),
)

test('answers every prompt, however broken, with text or calls', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), fc.boolean(), (prompt, hasTools) => {
      const response = respond(prompt, () => hasTools)
      expect(response.kind === 'say' ? response.text !== '' : response.calls.length > 0).toBe(true)
    }),
    { numRuns: 1_500 },
  )
})

/** Written without the model's own reader: every number that stands in the text in any of the usual spellings. */
function mayStandFor(text: string, minor: bigint): boolean {
  if (/all|everything|empty|entire|whole|full|max/i.test(text)) return true
  if (/twenty|five|hundred|thousand|a /i.test(text)) return true
  const spoken = text.match(/\d[\d.,]*k?|\.\d+/g) ?? []
  return spoken.some((word) => {
    const scale = word.endsWith('k') ? 1000 : 1
    const digits = word.replace('k', '').replace(/[.,]$/, '')
    const readings = [
      digits.replaceAll(',', ''),
      digits.replaceAll('.', '').replace(',', '.'),
      digits.replace(',', '.'),
    ]
    return readings.some((reading) => BigInt(Math.round(Number(reading) * 100 * scale) || 0) === minor)
  })
}

test('transfers only between ids of this turn, only what was said, only what is there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sentence, { minLength: 1, maxLength: 3 }),
      fc.string({ minLength: 8, maxLength: 8 }),
      async (said, salt) => {
        const bank = aliceBank()
        const chat = chatWith(bank)
        for (const [turn, text] of said.entries()) {
          // Other ids in every turn: one from before, or from the text, would show.
          const id = (old: string) => `${old.split('#')[0]}#${salt}${turn}`
          bank.accounts = bank.accounts.map((one) => ({ ...one, id: id(one.id) }))
          bank.payees = bank.payees.map((one) => ({ ...one, accountId: id(one.accountId) }))
          const { calls } = await chat.say(text)
          for (const { tool, input } of calls) {
            if (tool !== 'transferFunds') continue
            const from = bank.accounts.find((one) => one.id === input.fromAccountId)
            const to = [...bank.accounts.map((one) => one.id), ...bank.payees.map((one) => one.accountId)]
            const minor = toMinor(String(input.amount), String(input.currency)) ?? 0n
            expect(from).toMatchObject({ status: 'active', currency: input.currency })
            expect(to).toContain(input.toAccountId)
            expect(input.toAccountId).not.toBe(input.fromAccountId)
            expect(minor).toBeGreaterThan(0n)
            expect(mayStandFor(said.slice(0, turn + 1).join(' '), minor)).toBe(true)
          }
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('any amount, name and memo that are plainly said arrive unchanged', async () => {
  const memo = fc
    .string({ unit: fc.constantFrom(...'abcXYZ 0189$:;,.-!*|'), minLength: 1, maxLength: 60 })
    .filter((text) => text.trim() === text)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 250_000 }), memo, async (cents, text) => {
      const amount = toDecimal(BigInt(cents), 'USD')
      const { calls } = await chatWith(aliceBank()).say(`pay Bob $${amount} memo "${text}"`)
      expect(transfersIn(calls)).toEqual([`acc-checking > acc-of-bob ${amount} USD (${text})`])
    }),
    { numRuns: 200 },
  )
})

test('minor units and decimals are each other’s inverse, in every number of decimals', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.constantFrom('USD', 'JPY', 'KWD'),
      (minor, currency) => {
        expect(toMinor(toDecimal(minor, currency), currency)).toBe(minor)
      },
    ),
  )
  expect([shiftDecimal('1.5', 3), shiftDecimal('0.5', 2), shiftDecimal('12', 0)]).toEqual(['1500', '50', '12'])
  expect([toMinor('1.234', 'USD'), toMinor('1.230', 'USD'), toMinor('5.5', 'JPY')]).toEqual([
    undefined,
    123n,
    undefined,
  ])
})

test('reads long and repetitive text in little time', async () => {
  const started = performance.now()
  for (const piece of ['move ', 'for ', '$1 and ', 'memo: ', '"', 'a hundred ', '1,', 'from to ', '    ', ', then ']) {
    const prompt = [
      { role: 'user', content: [{ type: 'text', text: piece.repeat(Math.floor(4_000 / piece.length)) }] },
    ] as LanguageModelV3Message[]
    await offlineModel().doGenerate({ prompt })
  }
  expect(performance.now() - started).toBeLessThan(5_000)
})
