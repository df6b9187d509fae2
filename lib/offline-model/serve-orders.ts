import { parseAmount } from '@/lib/ledger/amounts/money'
import { ask, attempt, type Conversation } from './conversation'
import { plain } from './markdown'
import type { Draft } from './message'
import { ownParty } from './names'
import { type Bank, Obstacle, type ReadyOrder, resolveOrder } from './resolve-order'
import type { Read, ToolResult } from './tool-results'

const CHECK = 'Please look at your [accounts](/accounts) and [Approvals](/approvals) before you ask for it again.'
const ENDED = new Map([
  ['denied', 'was denied'],
  ['expired', 'expired without an approval'],
  ['cancelled', 'was cancelled'],
  ['failed', 'failed'],
  ['refused', 'was refused by the bank'],
])

/** An answer; or why nothing was asked, in case the message is about something else; or null: there is nothing to offer. */
export type Served = string | { unknown: string } | null

/**
 * Asks for each order in turn, once all are understood and nothing is known to stand in their way. The first that is neither
 * posted nor waiting for the phone is the last. Unless the customer ordered them (`isSure`), or where it `isAsked`, the first
 * is offered.
 */
export function* serveOrders(drafts: Draft[], isSure: boolean, isAsked = false): Conversation<Served> {
  const { accounts } = yield* ask('listAccounts')
  const available = new Map(accounts.map((one) => [one.id, parseAmount(one.available, one.currency) ?? 0n] as const))
  const bank: Bank = { own: accounts.map(ownParty), available }
  const orders: ReadyOrder[] = []
  try {
    for (const draft of drafts) {
      const order = yield* resolveOrder(draft, bank)
      // The grammar reads Aiya's own question again once the customer has said yes.
      if (!isSure || isAsked || !order.isExact) return `Shall I ask your phone for ${described(order.words)}?`
      orders.push(order)
      reserve(order, available)
    }
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error
    return isSure ? declined(error, drafts.length) : null
  }
  return yield* inTurn(orders)
}

/** Books what would be available once this order is made. */
function reserve({ input, minor }: ReadyOrder, available: Bank['available']): void {
  available.set(input.fromAccountId, (available.get(input.fromAccountId) ?? 0n) - minor)
  available.set(input.toAccountId, (available.get(input.toAccountId) ?? 0n) + minor)
}

function* inTurn(orders: ReadyOrder[]): Conversation<string> {
  const texts: string[] = []
  for (const [index, order] of orders.entries()) {
    const result = yield* attempt('transferFunds', order.input)
    texts.push(outcome(order, result))
    if (result.ok && ['posted', 'pending'].includes(result.value.status)) continue
    const rest = orders.slice(index + 1).map((one) => `- ${nameOf(one)}`)
    if (rest.length > 0) texts.push('I did not attempt the rest:', rest.join('\n'))
    break
  }
  return texts.join('\n\n')
}

/** What became of an order. That money moved is said only where the tool says so. */
function outcome(order: ReadyOrder, result: Read<ToolResult<'transferFunds'>>): string {
  const name = nameOf(order)
  if (!result.ok && result.why === 'refused') return `${name} ended with an error: ${plain(result.message)}`
  if (!result.ok) return `I can't tell whether ${name} went through: ${plain(result.message)} ${CHECK}`
  const { status, message } = result.value
  if (status === 'pending') return message ? plain(message) : `I have asked your phone for ${name}.`
  if (status === 'posted') return `Done: ${name}.${order.input.memo ? ` Memo: ${plain(order.input.memo)}.` : ''}`
  const [ended, said] = [ENDED.get(status), message ? ` ${plain(message)}` : '']
  return ended ? `${name} ${ended}.${said}` : `I don't know yet whether ${name} went through.${said} ${CHECK}`
}

const nameOf = ({ words }: ReadyOrder) => `**${words.amount}** from ${words.from} to ${words.to}`

function declined({ message, known }: Obstacle, orders: number): Served {
  if (!known) return { unknown: message }
  if (orders > 1) return `${message}\n\nI have asked for none of these transfers yet; please say them again.`
  return `${message}\n\nSo far: ${described(known)}.`
}

function described({ amount, from, to, memo }: Draft): string {
  const noted = memo && `memo “${plain(memo.replace(/["“”„«»]/g, "'"))}”`
  return [amount, from && `from ${from}`, to && `to ${to}`, noted].filter(Boolean).join(' ') || 'a transfer'
}
