import type { Amount } from './amounts'

/** A transfer as far as the customer's words go: accounts are still phrases, never ids. */
export interface TransferDraft {
  kind: 'transfer'
  amount?: Amount | undefined
  from?: string | undefined
  to?: string | undefined
  memo?: string | undefined
  /** The memo, should the phrase after "from" name no account after all: "for coffee from Joe's". */
  memoWithFrom?: string | undefined
  /** "pay off my card": all means what is owed. */
  paysOff?: boolean | undefined
  /** Opened by no verb of its own: "…, and $10 to Bob". */
  isContinuation?: boolean | undefined
}

export interface BalanceRequest {
  kind: 'balances'
  account?: string | undefined
  asksOwed?: boolean | undefined
}

export interface StatementRequest {
  kind: 'statement'
  account?: string | undefined
  limit: number
  direction: 'all' | 'out' | 'in'
  namesPeriod: boolean
}

export type Topic =
  | 'greeting'
  | 'thanks'
  | 'goodbye'
  | 'wellbeing'
  | 'identity'
  | 'help'
  | 'howto'
  | 'negated'
  | 'nothing-pending'
  | 'already-done'
  | 'outcome-unknown'
  | 'cancelled'
  | 'too-many'
  | 'too-long'
  | 'unknown'
  | RefusedTopic

export type RefusedTopic =
  | 'approval'
  | 'status'
  | 'conditional'
  | 'schedule'
  | 'crypto'
  | 'invest'
  | 'loan'
  | 'add-payee'
  | 'remove-payee'
  | 'limits'
  | 'exchange'
  | 'undo'
  | 'open-close'
  | 'freeze'
  | 'collect'
  | 'cash'
  | 'profile'

interface TalkRequest {
  kind: 'talk'
  topic: Topic
}

export interface PayeesRequest {
  kind: 'payees'
}

export type Request = TransferDraft | BalanceRequest | StatementRequest | PayeesRequest | TalkRequest

/** The topics that are worth a word only when nothing else was said. */
export function isSmallTalk(request: Request): boolean {
  return request.kind === 'talk' && ['greeting', 'thanks', 'goodbye', 'unknown', 'wellbeing'].includes(request.topic)
}
