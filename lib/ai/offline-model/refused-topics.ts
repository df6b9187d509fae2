import type { RefusedTopic } from './requests'

/** Refused however it is put, a transfer's verb and amount or not. */
const ALWAYS: [RefusedTopic, RegExp][] = [
  [
    'approval',
    /\bwithout\b.*\b(?:approv\w*|phone|confirm\w*|asking|permission)|\b(?:skip|bypass|ignore|disable|avoid)\b.*\b(?:approvals?|phone|confirmation|limits?)\b|\bapprove (?:it|this|that|them|the transfer)\b|\bapprove\b.*\bfor me\b/,
  ],
  ['crypto', /\b(?:crypto\w*|bitcoins?|btc|ethereum|eth|dogecoin|stablecoins?|nfts?)\b/],
  [
    'schedule',
    /\b(?:tomorrow(?!'s)|tonight(?!'s)|schedule[ds]?|scheduling|recurring|standing orders?|auto-?pay|direct debits?|(?:every|each) (?:day|week|month|year|friday|monday|payday|two|other)|(?:weekly|monthly|daily)(?! limit)|next (?:week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:on|by|until) (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:on|by) the \d{1,2}(?:st|nd|rd|th)|in (?:\d+|a|an|one|two|three|a few) (?:minutes?|hours?|days?|weeks?|months?))\b/,
  ],
  [
    'conditional',
    /^\s*(?:if|when(?! (?:will|did|was|is|can|do|does|are|were))|once|as soon as|unless|whenever)\b.*\b(?:balance|paid|have|has|gets?|got|arrives?|over|under|below|above|drops?|salary)\b/,
  ],
  [
    'undo',
    /\b(?:undo|revert|reverse|take back|call back|chargeback)\b|\bcancel\b.*\b(?:transfers?|payments?|last|previous)\b|\b(?:get|want) my money back\b|\brefund\b/,
  ],
]

/** Refused only where nothing is plainly being moved: "move $50 to Loan" names an account. */
const UNLESS_MOVING: [RefusedTopic, RegExp][] = [
  ['status', /\b(?:pending|waiting|denied|declined|expired|arrives?|approvals?)\b/],
  ['loan', /\b(?:loans?|mortgages?|overdrafts?|credit line|line of credit|borrow|lend|lending|financing)\b/],
  ['remove-payee', /\b(?:remove|delete|rename|edit|change)\b.*\b(?:payees?|recipients?|contacts?|beneficiar\w+)\b/],
  ['add-payee', /\b(?:add|new|create|save|register|set up)\b.*\b(?:payees?|recipients?|contacts?|beneficiar\w+)\b/],
  ['limits', /\b(?:limits?)\b/],
  ['exchange', /\b(?:exchange|convert|conversion|forex|fx|swap|currency rate|exchange rates?)\b/],
  ['freeze', /\b(?:un|de)?-?(?:freeze|block|lock|unlock|unblock|unfreeze|thaw|activate|reactivate|reopen)\b/],
  [
    'open-close',
    /\b(?:open|close|delete|remove|cancel|create|get|new|order)\b.*\b(?:accounts?|credit card|debit card|card)\b/,
  ],
  ['invest', /\b(?:invest\w*|stocks?|shares|bonds?|etfs?|funds? to buy|pension|insurance|interest rates?|buy|sell)\b/],
  [
    'profile',
    /\b(?:password|pin|address|phone number|email|e-mail|username|log ?in|sign ?in|two-factor|2fa|personal details)\b/,
  ],
  ['cash', /\b(?:cash|atm|cheques?|checks?)\b(?!.*\bbalance)/],
  ['collect', /\b(?:request|collect|invoice|charge|bill)\b.*\bfrom\b/],
]

const NEEDS_NO_PAYEE = /\bto (?:a |the |my )?new (?:payee|recipient|person|contact)\b/

/** What the lower-case clause asks for that Aiya cannot do; `movesMoney` when it also reads as a transfer. */
export function refusedTopic(text: string, movesMoney: boolean): RefusedTopic | undefined {
  const always = ALWAYS.find(([, pattern]) => pattern.test(text))
  if (always) return always[0]
  if (NEEDS_NO_PAYEE.test(text)) return 'add-payee'
  return movesMoney ? undefined : UNLESS_MOVING.find(([, pattern]) => pattern.test(text))?.[0]
}
