import { DOUBT_SIGNS, isDoubt } from './doubt'
import { endsInAmount, isNumbered } from './more-of-amount'

const words = (text: string) => text.trim().split(/\s+/)
const oneOf = (text: string) => `(?:${words(text).join('|')})`

/** Words that a memo may not hold, because they tell more than what the money is for. */
const NO_MEMO = new Set(
  words(`me us it him her them you i i'm i'll they that this real sure good ever now fun example instance free then pay send
  give move transfer wire put deposit approve skip order please thanks and/or or so do let get keep ask tell
  refund someday sometime annually yearly quarterly overnight hold delete deleted remove reverse
  halt stahp quit veto retract rescind annul nix nullify reconsider incorrect simulated rhetorical irony ironic sarcastic
  forecast budgeted denied refused rejected negative void corrected rather actually hmm er uh um pfft gotcha bazinga yolo
  conditional shortly presently eod eom cc quoth n't possibly probably presumably supposedly theoretically potentially hopefully`),
)
/** Words that tell more only behind what the money is for: "rent planned", "rent dry run", but "planned parenthood", "demo tickets". */
const ASIDES = new Set(
  words(`pause withdraw withdrawn scrap ditch mind bad end ends error typo dummy demo sample simulation dry fiction fake
  estimate estimated planned plan scheduled reminder false correction sorry right guess dreams dead body confirm check verify
  approval approved required starting beginning due`),
)
const WORDS = /[\p{L}0']+/gu

const DAYS = oneOf('monday tuesday wednesday thursday friday saturday sunday')
const PARTS_OF_DAY = oneOf('morning afternoon evening night weekend')
const SPANS = oneOf('day week month year')
const HEAD = oneOf('the a an my our his her their your') // a noun follows
/** Doubtful words that say which one where they stand before a noun: "the weekend trip", "test prep", "non-food items". */
const WHICH = oneOf(`${DAYS} ${PARTS_OF_DAY} ${SPANS} midnight noon hour minute daily weekly monthly yearly annual
  test story joke example quote bank system last previous next moving cancelled canceled delayed stop no-show
  free good fun real deposit order refund`)
/** What may stand behind such a word without being the noun that it belongs to. */
const NO_NOUN =
  oneOf(`only latest onward onwards sharp first then at on by in to or and if when but not no the a an is was be it
  i you he she we they this that before after until till from per once start starting end ending instead please okay ok thanks
  now today tomorrow tonight later next every each maybe perhaps again with without for of as sorry wait run purpose purposes sake mode transaction payment payments time times starts begins ends comes opens closes`)
const PEOPLE = oneOf(`wife husband boss mother father mum mom dad son daughter brother sister landlord`)
const THEY = oneOf('i we you he she they')
const DID = oneOf(`owe owes owed borrowed bought lent ordered got had ate drank shared booked spent used made`)
const PAST = `(?:yesterday(?: ${PARTS_OF_DAY})?|last (?:time|${PARTS_OF_DAY}|${SPANS}|${DAYS})|this (?:morning|week|month|year)|the other (?:day|night))`
const NOUN = `(?!(?:${NO_NOUN}|${PEOPLE})(?![\\p{L}'-]))\\p{L}{2,}`

/** What says for certain only what the money is for, whatever words it is made of. */
const PURPOSES = [
  // "next month's rent", "last week's groceries"
  `(?<![\\p{L}'])(?:next|last|this|previous) (?:${SPANS}|${PARTS_OF_DAY}|${DAYS})'?s(?= ${NOUN})`,
  // "what I owe him", "the pizza we had"
  `(?<![\\p{L}'])(?:(?:what|that) |(?<=\\p{L} )|^)${THEY} ${DID}(?: ${oneOf('him her them you me us')})?(?= ${PAST}$| for |$)`,
  // "two hours of gardening", "the week"
  `(?<![\\p{L}'])(?:a|an|one|two|three|the) (?:hour|hours|day|days|week|weeks|month|months|year|years)(?= of )|(?<![\\p{L}'])the ${SPANS}$`,
  // "the weekend trip", "daily bread"
  `(?:^|(?<=^for )|(?<![\\p{L}'])(?:${HEAD}|of|with) )(?!next (?:${SPANS}|${PARTS_OF_DAY}|${DAYS}) )(?:${WHICH}[ -])+(?!(?:${WHICH})(?![\\p{L}'-]))(?=${NOUN})`,
  // "mum", "his wife"
  `(?:^|(?<![\\p{L}'])(?:${HEAD}|for|of|with|and|birthday|christmas|thanks) )${PEOPLE}(?![\\p{L}'])(?= ?$| and | for )`,
  // "driving test", "covid test"
  `(?<=^(?:${HEAD} )?${NOUN} )test$`,
  `(?<![\\p{L}'])(?:a |big )?thank[ -]you(?= for |$)`,
  `(?<![\\p{L}'])\\p{L}+-free(?= ${NOUN})|(?<![\\p{L}'])${oneOf('sugar gluten alcohol dairy duty lactose')} free(?= ${NOUN})|(?<![\\p{L}'])non[ -]\\p{L}+(?= ${NOUN})`,
  // "lunch yesterday", "rent this month": what was paid for. A time ahead may be when to pay.
  `(?:^|(?<=[\\p{L}0] ))${PAST}$`,
].map((pattern) => new RegExp(pattern, 'gu'))

/** Doubtful words that leave an order one, and may yet tell more than what the money is for: it is offered. */
const OPEN = new Set(
  words(`morning afternoon evening night noon midnight day days week weeks month months year years hour hours minute minutes test testing
  story example bank last previous before after while since because as than who whom whose which what where did was were been had has
  having ago yesterday he she they we wife husband boss mother father mum mom dad son daughter brother sister landlord moving sending
  paying come came is are am`),
)
/** Words that put an order off, or repeat it. */
const AHEAD = new Set(
  words(`tomorrow tonight later next soon every each weekly monthly daily biweekly fortnightly weekend payday
  monday tuesday wednesday thursday friday saturday sunday`),
)
/** Words that take an order back, though no doubt elsewhere. */
const TAKES_BACK = new Set(
  words(
    `halt stahp quit veto retract rescind annul nix nullify void denied refused rejected reverse delete deleted remove`,
  ),
)
/** A number at a memo's end may be another amount, unless it is a year: "rent november 2026". */
const LAST_NUMBER =
  /(?<!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|christmas|xmas|easter|summer|winter)[a-z]* (?=20\d\d$))(?<![^ ])[\d.,]+$/
const LATER = new RegExp(
  `\\b(?:in|after|within) (?:a|an|one|two|three|\\d+|a few|some) (?:${SPANS}|hour|minute)s?\\b|\\bfrom(?: now)?$|\\bat (?:noon|midnight|\\d)|\\bend of\\b|\\b(?:${SPANS}|morning) (?:after|end)\\b`,
)
/** A "no" that is none: "for no reason", "for nothing" (which is said in thanks). */
const EMPTY_HANDED = /^(?:no (?:special |particular )?reason|nothing(?: special| in particular)?)$/

/** "Invoice 4711", "order number 123". */
const NUMBERED = /(?<![\p{L}'-])(\p{L}+) (?:number |nr )?#?\d+\p{L}?(?= |$)/gu

/** A memo in lower case with one word of no meaning for each part that says for certain only what the money is for. */
const plainly = (memo: string) =>
  PURPOSES.reduce(
    (text, purpose) => text.replace(purpose, ' it0 ').replace(/ +/g, ' ').trim(),
    memo.toLowerCase().replace(NUMBERED, (all, word: string) => (isNumbered(word) ? 'it0' : all)),
  )

const restOf = (memo: string) => plainly(memo).match(WORDS) ?? []
const holdsSigns = (memo: string) => /[?"“”\p{Sc}]/u.test(memo) || DOUBT_SIGNS.test(memo) || endsInAmount(memo)

/** "Rent planned" and "sample payment", but not "demo tickets". */
const isAside = (found: string[], at: number) =>
  at > 0 || /^(?:payments?|transfers?|transactions?|purposes?|sake|mode|run|only)$/.test(found[at + 1] ?? '')

/** Whether a memo without quotation marks says only what the money is for. */
export function isHarmlessMemo(memo: string): boolean {
  const found = restOf(memo)
  return (
    !holdsSigns(memo) &&
    found.every((word, at) => !isDoubt(word) && !NO_MEMO.has(word) && !(ASIDES.has(word) && isAside(found, at)))
  )
}

/** Whether an order with this memo may be offered with it: nothing in it takes the order back. */
export function isOfferedMemo(memo: string): boolean {
  if (holdsSigns(memo) || LAST_NUMBER.test(memo.toLowerCase())) return false
  if (EMPTY_HANDED.test(memo.trim().toLowerCase())) return true
  return restOf(memo).every((word) => (!isDoubt(word) || OPEN.has(word) || AHEAD.has(word)) && !TAKES_BACK.has(word))
}

/** Whether a memo may say when to pay. */
export const isPutOff = (memo: string) => LATER.test(memo) || restOf(memo).some((word) => AHEAD.has(word))
