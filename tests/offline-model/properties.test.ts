import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { type Ask, respond } from '@/lib/offline-model/respond'
import { aliceBank, chatWith, toolsOf, transfersIn } from '../ai/bank-double'

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

const TOOLS = Object.keys(toolsOf(aliceBank()))
const output: fc.Arbitrary<Ask['uses'][number]['output']> = fc.oneof(
  fc.jsonValue().map((value) => ({ kind: 'value', value }) as const),
  fc.string().map((text) => ({ kind: 'text', text }) as const),
  fc.string().map((text) => ({ kind: 'error', text }) as const),
  fc.constant({ kind: 'denied', text: 'no' } as const),
  fc.constant({ kind: 'value', value: { accounts: aliceBank().accounts } } as const),
)
const ask: fc.Arbitrary<Ask> = fc.record({
  message: anyText,
  lastAnswer: fc.oneof(fc.constant(null), anyText, fc.constant('So far: $25 to Bob ••9999.')),
  today: fc.constant('2026-11-21'),
  numbers: fc.constantFrom('en-US', 'de-DE'),
  tools: fc.subarray(TOOLS),
  uses: fc.array(fc.record({ toolName: fc.constantFrom(...TOOLS), input: fc.jsonValue(), output }), { maxLength: 4 }),
})

test('answers everything, however broken, with text or a call', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(ask, (asked) => {
      const response = respond(asked)
      expect(response.kind === 'say' ? response.text !== '' : response.call.toolName !== undefined).toBe(true)
    }),
    { numRuns: 150 },
  )
})

/** Parts of an order that is one, and what makes it none: whatever is put around it, the phone is not asked. */
const ORDER = fc
  .tuple(
    fc.constantFrom('send', 'pay', 'transfer', 'give', 'wire'),
    fc.constantFrom('$20', '20 dollars', 'twenty bucks', '$1,250.50'),
    fc.constantFrom('Bob', 'Caroline', 'savings', 'my credit card'),
  )
  .map(([verb, amount, to]) => ({ verb, amount, to, text: `${verb} ${amount} to ${to}` }))
const BEFORE = fc.constantFrom(
  ..."not|never|do not|don't|please don't|I did not|I didn't|I won't|I can't|I cannot|I refuse to|nobody should".split(
    '|',
  ),
  ...'if I|when I|unless I|suppose I|what if I|should I|would it be wise to|why did you|how do I|can you explain how to'.split(
    '|',
  ),
  ...'my wife wants to|Bob will|he asked me to|they told me to|tell Bob to|you said|yesterday I wanted to|I already did'.split(
    '|',
  ),
  ...'the note says:|he wrote "|translate:|maybe|imagine I|I might|is it safe to|are you sure to|forget it,'.split('|'),
)
const AFTER = fc.constantFrom(
  ...'? no|, no|? not now|, or not| if he asks| unless I say no| when I am paid| tomorrow| next week| every month| on friday'.split(
    '|',
  ),
  ...' yesterday|, he said|, she told me| and tell me why| or not?| but not now|? is that safe?|, just kidding| without asking me'.split(
    '|',
  ),
)
const NOUNS = fc.constantFrom(
  'the payment of',
  'my transfer of',
  'a refund of',
  'the receipt for',
  'stop the payment of',
  'dispute the',
)

async function asked(message: string): Promise<string[]> {
  const bank = aliceBank()
  const chat = chatWith(bank)
  await chat.say(message)
  // What stays open may not take a bare name for its missing part.
  await chat.say('bob')
  return transfersIn(bank.calls)
}

const asksNothing = async (message: string) => {
  expect(await asked(message)).toEqual([])
}

test('no negation, condition, question, quotation, past, later time or other subject asks the phone', {
  timeout: 120_000,
}, async () => {
  const sentences = fc.oneof(
    fc.tuple(BEFORE, ORDER).map(([before, { text }]) => `${before} ${text}`),
    fc.tuple(ORDER, AFTER).map(([{ text }, after]) => `${text}${after}`),
    fc.tuple(NOUNS, ORDER).map(([noun, { amount, to }]) => `${noun} ${amount} to ${to}`),
  )
  await fc.assert(fc.asyncProperty(sentences, asksNothing), { numRuns: 60 })
})

const COURTESY =
  /^(?:now|please|thanks|cheers|asap|today|plz|pls|thx|just|hey|kindly|okay|aiya|actually|immediately|off|back|over|down|across|instead|hello)$/

test('one word more than an order is offered or asked, never ordered', { timeout: 120_000 }, async () => {
  const word = fc.stringMatching(/^[a-z]{3,12}$/).filter((text) => !COURTESY.test(text))
  const sentences = fc
    .tuple(ORDER, word, fc.boolean())
    .map(([{ text }, extra, isFirst]) => (isFirst ? `${extra} ${text}` : `${text} ${extra}`))
  await fc.assert(fc.asyncProperty(sentences, asksNothing), { numRuns: 60 })
})

const SPELT: Record<string, number> = { a: 1, five: 5, twenty: 20 }
const SCALES: Record<string, number> = { hundred: 100, thousand: 1_000 }

/** What a number in digits may mean, in any of the usual spellings. */
function readingsOf(word: string): number[] {
  const digits = word.replace(/[^\d.,]/g, '').replace(/[.,]$/, '')
  if (!/\d/.test(digits)) return []
  const spellings = [digits.replaceAll(',', ''), digits.replaceAll('.', '').replace(',', '.'), digits.replace(',', '.')]
  return spellings.map(Number).filter(Number.isFinite)
}

/** Every number that begins at the first of these words: "five", "five hundred", "five hundred twenty", … */
function numbersFrom([first = '', ...rest]: string[]): number[] {
  const word = first.replace(/^[^\w.]+|[^\w]+$/g, '').toLowerCase()
  const scaled = /^[\d.,]+k$/.test(word) ? 1_000 : 1
  let sums = (word in SPELT ? [SPELT[word] ?? 0] : word in SCALES ? [SCALES[word] ?? 0] : readingsOf(first)).map(
    (number) => number * scaled,
  )
  const all = [...sums]
  for (const next of rest) {
    if (next in SCALES) sums = sums.map((sum) => sum * (SCALES[next] ?? 1))
    else if (next in SPELT) sums = sums.map((sum) => sum + (SPELT[next] ?? 0))
    else break
    all.push(...sums)
  }
  return all
}

/** Written without the model's own reader: what was said may mean this amount, from an account that has `available` to one that owes `owed`. */
function mayStandFor(text: string, minor: bigint, { available, owed }: { available: bigint; owed: bigint }): boolean {
  if ([available, owed].includes(minor) && /all|everything|empty|entire|whole|full|max/i.test(text)) return true
  if (minor === available / 2n && /half/i.test(text)) return true
  const words = text.split(/\s+/)
  const numbers = words.flatMap((_, at) => numbersFrom(words.slice(at, at + 6)))
  const inCents = /cent/i.test(text) ? [1, 100] : [100]
  return numbers.some((number) => inCents.some((scale) => BigInt(Math.round(number * scale)) === minor))
}

test('transfers only between ids of this turn, only what was said, only what is there', {
  timeout: 60_000,
}, async () => {
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
            const minor = parseAmount(String(input.amount), String(input.currency)) ?? 0n
            expect(from).toMatchObject({ status: 'active', currency: input.currency })
            expect(to).toContain(input.toAccountId)
            expect(input.toAccountId).not.toBe(input.fromAccountId)
            expect(minor).toBeGreaterThan(0n)
            const inMinor = (amount = '0.00') => parseAmount(amount.replace('-', ''), String(input.currency)) ?? 0n
            const available = inMinor(from?.available)
            const owed = inMinor(bank.accounts.find((one) => one.id === input.toAccountId)?.balance)
            expect(mayStandFor(said.slice(0, turn + 1).join(' '), minor, { available, owed })).toBe(true)
          }
        }
      },
    ),
    // Always the same sentences: what a rare one may mean is for people to judge, not for a build.
    { numRuns: 100, seed: 2026 },
  )
})

test('any amount, name and memo that are plainly said arrive unchanged', { timeout: 120_000 }, async () => {
  const memo = fc
    .string({ unit: fc.constantFrom(...'abcXYZ 0189$:;,.-!*|'), minLength: 1, maxLength: 60 })
    .filter((text) => text.trim() === text && !text.includes('  '))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 250_000 }), memo, async (cents, text) => {
      const amount = toDecimal(BigInt(cents), 'USD')
      const { calls } = await chatWith(aliceBank()).say(`pay Bob $${amount} memo "${text}"`)
      expect(transfersIn(calls)).toEqual([`acc-checking > acc-of-bob ${amount} USD (${text})`])
    }),
    { numRuns: 60 },
  )
})
