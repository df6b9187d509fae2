import { toMinor } from './money'
import type { Request } from './requests'
import type { Question, ReadyTransfer } from './resolution'
import { type Bank, resolveTransfer } from './resolve-transfer'
import type { Reply } from './serve'
import { askPayees, type Conversation } from './tool-calls'
import { stopReply } from './transfer-replies'

type LinedUp = { kind: 'ready'; bank: Bank; transfers: Map<Request, ReadyTransfer> } | { kind: 'stop'; reply: Reply }

/** Resolves all transfers of a message before the first is called, each against what those before it would leave. */
export function* lineUp(requests: Request[], opened: Bank): Conversation<LinedUp> {
  const bank: Bank = { ...opened, available: availableIn(opened) }
  const transfers = new Map<Request, ReadyTransfer>()
  for (const [index, request] of requests.entries()) {
    if (request.kind !== 'transfer') continue
    if (resolveTransfer(request, bank).kind === 'need-payees') {
      const read = yield* askPayees()
      if (!read.ok) return { kind: 'stop', reply: { text: stopReply(read) } }
      bank.payees = read.value.payees
    }
    const resolution = resolveTransfer(request, bank)
    if (resolution.kind !== 'ready') return { kind: 'stop', reply: question(requests, index, resolution) }
    transfers.set(request, resolution.transfer)
    run(resolution.transfer, bank)
  }
  return { kind: 'ready', bank, transfers }
}

function availableIn(bank: Bank): Map<string, bigint> {
  return new Map(bank.accounts.map(({ id, available, currency }) => [id, toMinor(available, currency) ?? 0n]))
}

/** What would be available once this transfer is made. */
function run({ from, to, minor }: ReadyTransfer, bank: Bank): void {
  bank.available.set(from.id, (bank.available.get(from.id) ?? 0n) - minor)
  if (to.own) bank.available.set(to.accountId, (bank.available.get(to.accountId) ?? 0n) + minor)
}

function question(requests: Request[], index: number, asked: Question | { kind: 'need-payees' }): Reply {
  if (asked.kind === 'need-payees') return { text: "I can't look up your payees just now." }
  const { slot, suggestion } = asked
  const text = `${whichOf(requests, index)}${asked.text}`
  if (slot === 'restate') return { text }
  return { text, pending: { requests, index, slot, suggestion, question: asked.text } }
}

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth']

/** "the second transfer"; empty when there is only one. */
function whichOf(requests: Request[], index: number): string {
  const transfers = requests.filter((request) => request.kind === 'transfer')
  const place = PLACES[requests.slice(0, index).filter((request) => request.kind === 'transfer').length]
  return transfers.length > 1 ? `Nothing has been moved yet. About the ${place} transfer: ` : ''
}
