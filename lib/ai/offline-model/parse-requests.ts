import { type Clause, splitClauses } from './clauses'
import { withoutCourtesy } from './fillers'
import { readQuestion } from './read-only-grammar'
import { refusedTopic } from './refused-topics'
import { isSmallTalk, type Request, type Topic, type TransferDraft } from './requests'
import { lower } from './spelling'
import { readTransfer } from './transfer-grammar'

/** Each transfer waits for a person at a phone and takes a step of the conversation: more at once helps nobody. */
const TRANSFERS_PER_MESSAGE_MAX = 5

const SMALL_TALK: [Topic, RegExp][] = [
  [
    'identity',
    /\b(?:who|what) (?:are|r) (?:you|u)\b|\bare you (?:an? |the )?(?:real |human|ai\b|bot|robot|person|llm|gpt|chatgpt|machine|language model)|\b(?:chatgpt|language model|llm|openai)\b|\byour name\b/,
  ],
  [
    'help',
    /\bhelp\b|\bwhat (?:can|else can|do) (?:you|u|i) (?:do|ask|say)\b|\bhow (?:does|do) (?:this|you|it) work\b|\b(?:commands|options|capabilities|features)\b|^\?+$/,
  ],
  ['wellbeing', /\bhow (?:are|r) (?:you|u|things)\b|\bhow'?s it going\b|\bwhat'?s up\b/],
  [
    'thanks',
    /\b(?:thanks|thank you|thankyou|thx|cheers|ty|great|perfect|awesome|brilliant|nice one|much appreciated)\b/,
  ],
  ['goodbye', /\b(?:bye|goodbye|see you|good night|cya|later)\b/],
  ['greeting', /\b(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|greetings|aiya)\b/],
]

const NEGATED =
  /\b(?:(?:don'?t|do not|dont|never)(?! (?:forget|worry))|mustn'?t|shouldn'?t|must not|not going to|won'?t)\b/
const HYPOTHETICAL =
  /^(?:how (?:do|can|would|could|should|to)\b(?! (?:i|we) have)|should|what if|what happens|what would|why|is it possible|when (?:can|will|do))\b/
const QUESTION =
  /^(?:show|what|what'?s|how|who|whom|who'?s|list|which|where|when|tell|display|view|see|check|is|are|am|was|were|did|do i|do we|do you|does|have|has|had|any|get me)\b|^give me (?:my|the|a|an)\b(?! (?:hundred|thousand|dollar|buck|euro|few|couple))/
const ABOUT_THE_PAST =
  /^(?:did|have|has|was|were|(?:when|what|how much|how often) (?:did|was|were|has|have))\b.*\b(?:pay|send|move|transfer|get|receive|paid|sent|moved|transferred|received|arrive|go through|went through)\b/
const PAST = /\b(?:sent|paid|moved|transferred|gave|received|got|deposited|withdrew)\b/

/** Reads a customer's message into what it asks for, in its order. Never empty; small talk only where there is nothing else. */
export function parseRequests(message: string): Request[] {
  const requests = splitClauses(message).flatMap(readClause)
  const approval = requests.find((request) => request.kind === 'talk' && request.topic === 'approval')
  // Who asks to go round the phone gets no transfer from that message at all.
  if (approval) return [approval]
  const inherited = inheritSource(requests)
  const serious = inherited.filter((request) => !isSmallTalk(request))
  if (serious.filter((request) => request.kind === 'transfer').length > TRANSFERS_PER_MESSAGE_MAX) {
    return [{ kind: 'talk', topic: 'too-many' }]
  }
  if (serious.length > 0) return withoutRepeats(serious)
  return [inherited.find((request) => request.kind === 'talk' && request.topic !== 'unknown') ?? talk('unknown')]
}

function readClause(clause: Clause): Request[] {
  const text = withoutCourtesy(lower(clause.text))
  const transfer = HYPOTHETICAL.test(text) || QUESTION.test(text) || PAST.test(text) ? undefined : readTransfer(clause)
  const movesMoney = transfer !== undefined && isPlain(transfer)
  const refused = refusedTopic(lower(clause.text), movesMoney)
  if (refused) return [talk(refused)]
  if (transfer && NEGATED.test(lower(clause.text))) return [talk('negated')]
  if (HYPOTHETICAL.test(text) && readTransfer(clause)) return [talk('howto')]
  const past: Request | undefined = ABOUT_THE_PAST.test(text) ? readQuestion('recent transactions') : undefined
  const isAboutBalance =
    transfer?.amount === undefined && /\b(?:balances?|transactions|statements?|payees)\b/.test(text)
  const request =
    (isAboutBalance ? readQuestion(text) : undefined) ??
    transfer ??
    past ??
    readQuestion(text) ??
    talk(smallTalk(lower(clause.text)))
  return [request]
}

/** Enough to be sure that something is being moved: a verb, an amount and a party. */
function isPlain(draft: TransferDraft): boolean {
  return !draft.isContinuation && draft.amount !== undefined && (draft.to !== undefined || draft.from !== undefined)
}

function smallTalk(text: string): Topic {
  return SMALL_TALK.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown'
}

function talk(topic: Topic): Request {
  return { kind: 'talk', topic }
}

/** "From savings send $5 to Bob and $10 to Carol": the second clause has no verb of its own and keeps the first's source. */
function inheritSource(requests: Request[]): Request[] {
  let source: string | undefined
  return requests.map((request) => {
    if (request.kind !== 'transfer') return request
    const from = request.from ?? (request.isContinuation ? source : undefined)
    source = from
    return { ...request, from }
  })
}

function withoutRepeats(requests: Request[]): Request[] {
  const isTalk = (request: Request) => request.kind === 'talk'
  return requests.filter(
    (request, index) =>
      !isTalk(request) || requests.findIndex((other) => JSON.stringify(other) === JSON.stringify(request)) === index,
  )
}
