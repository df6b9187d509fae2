import { type Conversation, said, type ToolCall } from './conversation'
import { isDoubtful } from './doubt'
import { unplain } from './markdown'
import { isPutOff } from './memo'
import type { Answer, Draft, OpenDraft } from './message'
import { CHARACTERS_MAX, read, type Writer } from './read-message'
import { isList, LISTS } from './serve-lists'
import { serveMandate } from './serve-mandate'
import { type Served, serveOrders } from './serve-orders'
import { serveQuestion } from './serve-questions'
import { serveTrade } from './serve-trades'
import { plainSpelling } from './spelling'
import type { Output } from './tool-results'
import { ANSWERS, answerOn, isSmallTalk, LATER, topicOf } from './topics'

/** All that an answer depends on. Of the history, Aiya's last words alone are read. */
export interface Ask extends Writer {
  message: string
  /** What Aiya said right before, the server's own record; null where she said nothing. */
  lastAnswer: string | null
  tools: string[]
  /** The calls of this turn so far, with their outputs. */
  uses: { toolName: string; input: unknown; output: Output }[]
}

export type Response = { kind: 'say'; text: string } | { kind: 'call'; call: ToolCall }

const ORDERS_MAX = 3
const ABOUT_MONEY =
  /\d|\b(?:pay|paid|paying|send|sent|sending|move|moved|transfer|transfers|transferred|payment|payments|give|gave)\b/
const ABOUT_LINES =
  /^(?:show|list|what|how|when|where|which|who|did|have|total|my)\b.*\b(?:did i|have i|spend|spent|spending|earn|earned|receive|received|transactions?|payments?|transfers|statement|history|bought|income|total|everything|came in|went out)\b/
/** Words of Aiya's after which a correction belongs on the approval's card: the phone was asked, or the transfer made. */
const ASKED = /\bI have asked your phone\b|\byour phone was asked\b|\bDone: \*\*|\bwas transferred to\b/i

/** A day beside an order that was not read whole: it may be when the money is to move. */
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const DAY = new RegExp(
  `\\b(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}|${MONTH} \\d{1,2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}|20\\d\\d-\\d\\d-\\d\\d|the \\d{1,2}(?:st|nd|rd|th)|(?:in|on|by) ${MONTH})\\b`,
)

/** The tools that ask the phone. */
const ASKING = new Set(['transferFunds', 'requestMandate', 'buyProduct', 'placeOrder'])

/** The whole model as one pure function: it plays the turn again up to the first call that has no output yet. */
export function respond(asked: Ask): Response {
  const conversation = said(answer(asked))
  let [step, used] = [conversation.next(), 0]
  while (!step.done) {
    const use = asked.uses[used++]
    if (use && !isSameCall(use, step.value)) return lost(asked)
    if (!use && asked.tools.includes(step.value.toolName)) return { kind: 'call', call: step.value }
    step = conversation.next(use?.output ?? { kind: 'denied', text: "I can't do that in this chat." })
  }
  return used < asked.uses.length ? lost(asked) : { kind: 'say', text: step.value }
}

function isSameCall(use: Ask['uses'][number], { toolName, input }: ToolCall): boolean {
  const given = Object(use.input) as Record<string, unknown>
  return (
    use.toolName === toolName &&
    Object.entries(input).every(([key, value]) => JSON.stringify(given[key]) === JSON.stringify(value))
  )
}

/** Ends a turn whose calls are not those that this model makes: going on would be guessing. */
function lost({ uses }: Ask): Response {
  const mayHaveMoved = uses.some(({ toolName }) => ASKING.has(toolName))
  const check = mayHaveMoved ? ' Please look at [Approvals](/approvals) before you ask for it again.' : ''
  return { kind: 'say', text: `I lost track of that request.${check}` }
}

function* answer(asked: Ask): Conversation<string> {
  const { message } = asked
  if (plainSpelling(message).length > CHARACTERS_MAX) return ANSWERS['too-long']
  const mandate = read('Mandate', message, asked)
  if (mandate) return yield* serveMandate(mandate)
  const trade = read('Trade', message, asked)
  return trade ? yield* serveTrade(trade) : yield* answerOnMoney(asked)
}

/** Answers what is neither a mandate nor a wish to buy or sell. */
function* answerOnMoney(asked: Ask): Conversation<string> {
  const { message, lastAnswer } = asked
  const orders = read('Orders', message, asked)
  if (orders && orders.length > ORDERS_MAX) return ANSWERS['too-many']
  const served = orders && (yield* serveOrders(orders, true))
  if (typeof served === 'string') return served
  // Her last paragraph alone says what is open, and only to the very next message.
  const paragraph = (lastAnswer ?? '').trim().split('\n\n').at(-1) ?? ''
  const open = read('Draft', unplain(paragraph))
  const reply = orders ? null : replyIn(asked)
  if (open && reply) return yield* goOn(open, reply, paragraph)
  const questions = isWhole(orders) ? null : read('Questions', message, asked)
  if (!questions) return yield* talk(asked, reply, served?.unknown, open ? `\n\n${paragraph}` : '')
  const texts: string[] = []
  for (const question of questions) texts.push(yield* serveQuestion(question))
  return [...texts, ...(open ? [paragraph] : [])].join('\n\n')
}

/** The answer that a message gives to what is open; null where it is a whole order of its own. */
const replyIn = (asked: Ask) => (read('Kept', asked.message, asked) ? null : read('Answer', asked.message, asked))

/** Whether orders name all they must: "transfer $20 to savngs" is then an order to nobody, and no search for transfers. */
const isWhole = (orders: Draft[] | null) => orders?.every(({ amount, to }) => amount && to)

/** What the customer's answer makes of the open transfer. What was only offered stays so until a plain yes. */
function* goOn({ isSure, draft }: OpenDraft, said: Answer, paragraph: string): Conversation<string> {
  if (said === 'no') return ANSWERS.cancelled
  if (said === 'other') return `Which account should it come from? Say "from" and its name.\n\n${paragraph}`
  const { name, isAsked, ...parts } = said === 'yes' ? {} : said
  const wish = { ...draft, ...parts }
  const isWish = isSure || said === 'yes'
  // Where nothing is missing there was too little money, and a name is another source.
  const isComplete = isSure && draft.amount !== undefined
  const isSource = name !== undefined && draft.to !== undefined && (draft.from === undefined || isComplete)
  const changed = isSource ? { ...wish, from: name } : { ...wish, to: name ?? wish.to }
  const served = yield* serveOrders([changed], isWish, isAsked)
  if (typeof served === 'string' || !isSource) return servedText(served)
  // A name that is no own account corrects the receiver; a transfer to somebody else than was said is only offered.
  const other = yield* serveOrders([{ ...wish, to: name }], isWish, true)
  return typeof other === 'string' ? other : servedText(served)
}

const servedText = (served: Served) =>
  typeof served === 'string' ? served : (served?.unknown ?? ANSWERS['nothing-open'])

/** Answers what is neither an order, nor an answer, nor a question to the book. `unknown` says why an order was none. */
function* talk(asked: Ask, said: Answer | null, unknown: string | undefined, stillOpen: string): Conversation<string> {
  const text = plainSpelling(asked.message).toLowerCase()
  const isAsked = ASKED.test(asked.lastAnswer ?? '')
  if (isCorrection(said, isAsked)) return ANSWERS[isAsked ? 'correction' : 'nothing-open']
  // "With Anna" may be the end of the memo as well as an account that nobody has.
  const kept = unknown === undefined || / with /.test(text) ? yield* offerKept(asked) : null
  if (kept !== null) return kept
  const topic = topicOf(text)
  if (topic && isList(topic)) return yield* LISTS[topic]()
  if (topic) return isSmallTalk(topic) ? (unknown ?? answerOn(topic) + stillOpen) : answerOn(topic)
  if (isDoubtful(text)) return fallback(text)
  return unknown ?? (yield* offerIn(asked, text)) ?? fallback(text)
}

/** Offers a whole order whose memo may say more than what the money is for, unless it says when; null where there is none. */
function* offerKept(asked: Ask): Conversation<string | null> {
  const order = read('Kept', asked.message, asked)
  const memo = order?.memo?.toLowerCase() ?? ''
  if (order && (isPutOff(memo) || DAY.test(memo))) return answerOn(LATER)
  const offer = order && (yield* serveOrders([order], false))
  return typeof offer === 'string' ? offer : null
}

/** Offers the one order among other words, which none of them may put off to another day; null where there is none. */
function* offerIn(asked: Ask, text: string): Conversation<string | null> {
  const offered = read('Loose', asked.message, asked)
  if (offered && DAY.test(text)) return answerOn(LATER)
  const offer = offered && (yield* serveOrders([offered], false))
  return typeof offer === 'string' ? offer : null
}

/** Whether an answer to nothing that is open would correct a transfer: any part of it, where the phone `isAsked` for one. */
function isCorrection(said: Answer | null, isAsked: boolean): boolean {
  if (said === null || typeof said === 'string') return said === 'no' || said === 'other'
  return isAsked ? Boolean(said.amount || said.from || said.to) : Object.keys(said).join() === 'amount'
}

function fallback(text: string): string {
  if (ABOUT_LINES.test(text)) return ANSWERS['no-search']
  return ANSWERS[ABOUT_MONEY.test(text) && isDoubtful(text) ? 'not-an-order' : 'unknown']
}
