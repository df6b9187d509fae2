import { numberLocale } from '@/lib/ledger/amounts/number-locale'
import { isDoubtful } from './doubt'
import { isHarmlessMemo, isOfferedMemo } from './memo'
import type { Answer, Draft, Filter, MandateWords, OpenDraft, Question, Slot, Trade } from './message'
import { isMoreOfAmount, isNumbered } from './more-of-amount'
import { isNumberWord, scaled, valueOfWords } from './number-words'
import { parser } from './parser'
import { lastDayOf, periodOf } from './periods'
import { plainDigits, plainSpelling } from './spelling'

/** Longer texts are not read at all: reading has a bound, and no order or question needs more. */
export const CHARACTERS_MAX = 500

/** What each start rule of the grammar makes of a text. */
interface Readings {
  Orders: Draft[]
  Kept: Draft
  Loose: Draft
  Trade: Trade
  Draft: OpenDraft
  Answer: Answer
  Questions: Question[]
  Mandate: MandateWords
}

/** What a text means depends on who wrote it, and when. */
export interface Writer {
  /** The date where the customer is: `2026-11-28`. */
  today: string
  /** How the customer writes numbers (BCP 47): `de-DE`. */
  numbers: string
}

/** Aiya's own words have the bank's numbers, and no days that count from today. */
const AIYA: Writer = { today: '', numbers: 'en-US' }

/** Reads a text by one start rule; null unless every word is read. */
export function read<Rule extends keyof Readings>(rule: Rule, message: string, writer = AIYA): Readings[Rule] | null {
  const text = plainSpelling(message)
  if (text.length > CHARACTERS_MAX) return null
  // ASCII alone is lower-cased, so that every place still is the same place of the original.
  const lower = plainDigits(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  try {
    return parser.parse(lower, { startRule: rule, ...meanings(text, writer) }) as Readings[Rule]
  } catch (error) {
    if (error instanceof parser.SyntaxError) return null
    throw error
  }
}

type Verb = 'pay' | 'move' | 'save'

const merged = (slots: Slot[]): Slot => Object.assign({}, ...slots)

/** Whether each part is said at most once. */
const isOnce = (slots: Slot[]) => slots.flatMap(Object.keys).length === Object.keys(merged(slots)).length

/** The order that phrases make, each said once. A bare name is the receiver, and of a payment alone; undefined otherwise. */
function draft(verb: Verb, slots: Slot[]): Draft | undefined {
  const { name, ...parts } = merged(slots)
  if (!isOnce(slots) || (name !== undefined && (verb !== 'pay' || parts.to !== undefined))) return undefined
  return { ...parts, to: parts.to ?? name ?? (verb === 'save' ? 'savings' : undefined) }
}

/** The same, where it has an amount and a receiver. */
function whole(verb: Verb, slots: Slot[]): Draft | undefined {
  const order = draft(verb, slots)
  return order?.amount !== undefined && order.to !== undefined ? order : undefined
}

/** The whole order of the most phrases, from the first, and the place of the text where they end. */
const within = (verb: Verb, read: { slot: Slot; end: number }[]) =>
  read
    .map(({ end }, at) => ({ end, slots: read.slice(0, at + 1).map(({ slot }) => slot) }))
    .map(({ end, slots }) => ({ end, order: whole(verb, slots) }))
    .findLast(({ order }) => order)

/** Words of money beside a number, each with the mark that readAmount knows. */
const UNITS = new Map(
  `dollar:$ buck:$ usd:USD euro:€ eur:EUR pound:£ quid:£ gbp:GBP yen:JPY jpy:JPY franc:CHF chf:CHF cad:CAD aud:AUD cny:CNY yuan:CNY
  rupee:INR inr:INR peso:MXN ruble:RUB won:KRW krona:SEK kronor:SEK zloty:PLN lira:TRY real:BRL btc:BTC bitcoin:BTC`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
)
/** Three capital letters that are names or words of the grammar sooner than a currency. */
const NO_CODES = new Set('BOB ALL TOP FOR AND THE PAY PUT ADD OUT VIA REF NOW YES NOT'.split(' '))

const unitOf = (word: string) => UNITS.get(word) ?? UNITS.get(word.replace(/s$/, ''))

/** What the grammar asks TypeScript: the meaning of words, and the customer's own spelling of a place. */
function meanings(original: string, { today, numbers }: Writer) {
  const isShouted = !/[a-z]/.test(original)
  const spoken = (text: string, offset: number) => original.slice(offset, offset + text.length).trim()
  const isCode = (word: string, offset: number) => {
    const spelt = spoken(word, offset)
    return UNITS.has(word) || (!isShouted && /^[A-Z]{3}$/.test(spelt) && !NO_CODES.has(spelt))
  }
  return {
    ...{ draft, whole, within, isOnce, merged, carried, spoken, isCode },
    amount: (said: SpokenAmount) => amount({ ...said, number: unsure(said.number, numbers) }),
    isAnswer: (slots: Slot[]) => isOnce(slots) && !isDoubtful(merged(slots).name?.toLowerCase() ?? ''),
    isUnit: (word: string, offset: number) =>
      unitOf(word) !== undefined || /^cents?$/.test(word) || isCode(word, offset),
    isTicker: (word: string, offset: number) =>
      spoken(word, offset) === word.toUpperCase() && !NO_CODES.has(word.toUpperCase()),
    isNumber: isNumberWord,
    // "The savings one" has no amount, and "a thousand thanks" are no money.
    isSum: (words: string, mark: string | null, isWish: boolean | null) =>
      mark !== null || (words !== 'one' && !(isWish && /(?:hundred|thousand|grand|million)$/.test(words.trim()))),
    isRead: (end: number) => !isMoreOfAmount(original.slice(end), isShouted),
    isHarmless: isHarmlessMemo,
    isOffered: isOfferedMemo,
    isNumbered,
    count: valueOfWords,
    ahead: (phrase: string) => lastDayOf(today, phrase),
    period: (how: string, phrase: string, until?: string) => periodOf(today, how, phrase, until),
  }
}

/** "…and in november" asks the question before it once more, for those days. */
function carried(questions: Question[]): Question[] {
  const isOfDays = ({ from, to, isUnclear }: Filter) => Boolean(from || to || isUnclear)
  const asked: Question[] = []
  for (const question of questions) {
    const last = asked.at(-1)
    const isAgain = question.about === 'lines' && question.isAgain && last?.about === 'lines'
    const rest = isAgain ? last.filters.filter((filter) => !isOfDays(filter)) : []
    asked.push(isAgain ? { ...last, filters: [...rest, ...question.filters] } : question)
  }
  return asked
}

/** An amount as the grammar reads it; what is not there is null or left out. */
type SpokenAmount = { number: string } & { [part in 'scale' | 'mark' | 'other' | 'cents' | 'sign']?: string | null }

/**
 * A lone comma before three digits means thousands to readAmount, which reads as the bank writes. To a customer whose comma
 * is a decimal mark it may mean either, as a lone point may; so it becomes one, and is asked about.
 */
function unsure(number: string, numbers: string): string {
  const isDecimal = numberLocale(numbers).decimal === ','
  return isDecimal ? number.replace(/^(\d{1,3}),(?=\d{3}$)/, '$1.') : number
}

/** The text for readAmount: digits with their mark in front, and with a second one behind; or empty. */
function amount({ number, scale, mark, other, cents, sign }: SpokenAmount): string {
  const inDigits = (text: string) => (/\d/.test(text) ? text : (valueOfWords(text)?.toString() ?? ''))
  const digits = scale ? scaled(number, scale) : inDigits(number)
  if (/^cents?$/.test(mark ?? '')) return withCents('0', digits)
  const [before, after] = [mark, other].map((each) => (each ? (unitOf(each) ?? each.toUpperCase()) : ''))
  const exact = !cents ? digits : withCents(digits, inDigits(cents))
  return exact && `${sign && sign !== '+' ? '-' : ''}${before}${exact}${after}`
}

const withCents = (whole: string, cents: string) =>
  /^\d+$/.test(whole) && /^\d{1,2}$/.test(cents) ? `${whole}.${cents.padStart(2, '0')}` : ''
