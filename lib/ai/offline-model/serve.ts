import { balancesReply } from './balance-replies'
import { lineUp } from './line-up'
import { payeesReply } from './payee-replies'
import { isSmallTalk, type Request } from './requests'
import type { ReadyTransfer, Slot } from './resolution'
import type { Bank } from './resolve-transfer'
import { serveStatement } from './serve-statement'
import { talkReply } from './talk-replies'
import { askAccounts, askPayees, askTransfer, type Conversation, type Read } from './tool-calls'
import { stopReply, transferPosted, transferReply } from './transfer-replies'

/** What stays open after an answer, for the customer's next message to build on. */
export interface Pending {
  requests: Request[]
  /** Which of the requests the question is about. */
  index: number
  slot: Slot
  question: string
  suggestion: string | undefined
}

/** The transfers of the last turn that "try again" or "make it 30" would mean, and whether that is safe. */
export interface Aftermath {
  requests: Request[]
  how: 'posted' | 'not-posted' | 'unknown'
}

export interface Reply {
  text: string
  pending?: Pending
  after?: Aftermath
}

/**
 * Serves a message's requests in their order. It yields the tool calls it needs and is resumed with their results;
 * a transfer is only ever called once all transfers of the message are understood and nothing is known to stand in
 * their way, and the first that is not posted ends the turn.
 */
export function* serve(requests: Request[]): Conversation<Reply> {
  const opened = yield* openBank(requests)
  if (!opened.ok) return { text: stopReply(opened) }
  const lined = yield* lineUp(requests, opened.value)
  if (lined.kind === 'stop') return lined.reply
  return yield* inOrder(requests, lined.bank, lined.transfers)
}

function* openBank(requests: Request[]): Conversation<Read<Bank>> {
  const needsAccounts = requests.some((request) => request.kind !== 'talk' && request.kind !== 'payees')
  const nothing: Bank = { accounts: [], payees: undefined, available: new Map() }
  if (!needsAccounts) return { ok: true, value: nothing }
  const read = yield* askAccounts()
  return read.ok ? { ok: true, value: { ...nothing, accounts: read.value.accounts } } : read
}

function* inOrder(requests: Request[], bank: Bank, transfers: Map<Request, ReadyTransfer>): Conversation<Reply> {
  const texts: string[] = []
  let after: Aftermath | undefined
  for (const [index, request] of requests.entries()) {
    const ready = transfers.get(request)
    if (!ready) {
      texts.push(yield* answer(request, bank, after !== undefined))
      continue
    }
    const result = yield* askTransfer(ready)
    const open = requests.slice(index).filter((one) => !isSmallTalk(one))
    const unattempted = open.slice(1).flatMap((one) => transfers.get(one) ?? [])
    texts.push(transferReply(ready, result, unattempted))
    after = { requests: transferPosted(result) ? [request] : open, how: outcomeOf(result) }
    if (!transferPosted(result)) break
  }
  return { text: texts.join('\n\n'), ...(after ? { after } : {}) }
}

function outcomeOf(result: Parameters<typeof transferPosted>[0]): Aftermath['how'] {
  if (transferPosted(result)) return 'posted'
  const settled = ['denied', 'expired', 'cancelled', 'failed', 'refused']
  return result.ok && settled.includes(result.value.status) ? 'not-posted' : 'unknown'
}

function* answer(request: Request, bank: Bank, isStale: boolean): Conversation<string> {
  if (request.kind === 'balances') {
    const fresh = isStale ? yield* askAccounts() : { ok: true as const, value: bank }
    return fresh.ok ? balancesReply(request, fresh.value.accounts) : stopReply(fresh)
  }
  if (request.kind === 'statement') return yield* serveStatement(request, bank.accounts)
  if (request.kind === 'payees') {
    const read = yield* askPayees()
    return read.ok ? payeesReply(read.value.payees) : stopReply(read)
  }
  return request.kind === 'talk' ? talkReply(request.topic) : ''
}
