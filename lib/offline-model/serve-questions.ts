import { formatMoney } from '@/lib/ledger/amounts/money'
import { ask, type Conversation, said } from './conversation'
import { day, plain, table } from './markdown'
import type { LinesQuestion, Question, Search } from './message'
import { isInUse, labelOf, ownParty, type Party, partiesNamed } from './names'
import { inWords, searchFor } from './search'
import { LISTS } from './serve-lists'
import { servePrice } from './serve-trades'
import type { ToolResult } from './tool-results'
import { ANSWERS } from './topics'

const LINES = 10
const LINES_MAX = 50

export function* serveQuestion(question: Question): Conversation<string> {
  if (question.about === 'price') return yield* said(servePrice(question.thing))
  if (question.about !== 'lines' && !('account' in question)) return yield* LISTS[question.about]()
  const own = (yield* ask('listAccounts')).accounts.map(ownParty)
  if (question.about === 'owed' && question.account === null) return owed(own)
  if (question.about !== 'lines') return balances(question.account, own)
  const search = yield* searchFor(question.filters, own)
  if (!search) return ANSWERS['no-search']
  const { currency, limit = LINES, ...members } = search
  const lines = yield* ask('listTransactions', { ...members, limit: Math.min(limit, LINES_MAX) })
  // Each account is searched in its own currency: twenty euros are no answer about twenty dollars.
  const isOther = lines.totals.some((total) => currency && total.currency !== currency)
  return isOther ? ANSWERS['no-search'] : linesReply(lines, question.want, search, own)
}

type OwnParty = ReturnType<typeof ownParty>

function owed(accounts: OwnParty[]): string {
  const lines = accounts
    .filter(({ own }) => own.balance.startsWith('-'))
    .map(({ label, own }) => `You owe **${formatMoney(own.balance.slice(1), own.currency)}** on ${label}.`)
  return lines.join('\n\n') || 'You owe nothing: none of your accounts is below zero.'
}

function balances(phrase: string | null, accounts: OwnParty[]): string {
  const named = phrase === null ? accounts : partiesNamed(phrase, accounts)
  const [one, ...others] = named
  if (phrase !== null && one && others.length === 0) {
    const { status, balanceFormatted, availableFormatted } = one.own
    const closing = isInUse(one) ? '' : ` This account is ${plain(status)}.`
    return `${one.label}: balance **${plain(balanceFormatted)}**, available **${plain(availableFormatted)}**.${closing}`
  }
  const rows = (one ? named : accounts).map((party) => {
    const { status, balanceFormatted, availableFormatted } = party.own
    const name = isInUse(party) ? party.label : `${party.label} (${plain(status)})`
    return [name, plain(balanceFormatted), plain(availableFormatted)]
  })
  if (rows.length === 0) return 'You have no accounts here yet.'
  const unknown = `I can't find "${plain(phrase ?? '')}" among your own accounts, which are these:`
  return `${one ? 'Here is what you have:' : unknown}\n\n${table(['Account', 'Balance>', 'Available>'], rows)}`
}

function linesReply(
  { transactions, totals, hasMore }: ToolResult<'listTransactions'>,
  want: LinesQuestion['want'],
  search: Search,
  own: Party[],
): string {
  const count = totals.reduce((all, total) => all + total.count, 0)
  const side = search.direction && { in: 'incoming', out: 'outgoing' }[search.direction]
  const about = [side, count === 1 ? 'transaction' : 'transactions', inWords(search, own, count === 1)]
    .filter(Boolean)
    .join(' ')
  if (count === 0) return `I searched your whole history: there are no ${about}.`
  const isOne = search.accountId !== undefined
  const rows = transactions.map((line) => {
    const what = [...new Set([line.counterparty, line.description])].filter(Boolean).join(', ')
    const last = isOne ? plain(line.balanceAfterFormatted) : labelOf(line.account.name, line.account.mask)
    return [day(line.date), plain(what), plain(line.amountFormatted), last]
  })
  const lines = table(['Date', 'What', 'Amount>', isOne ? 'Balance after>' : 'Account'], rows)
  const sum = `In total: ${totals.map(totalWords).join('; ')}.`
  if (want === 'count') return `${count} ${about}.\n\n${sum}`
  if (want === 'sum') return [`${count} ${about}.`, sum, ...(rows.length > 0 ? [lines] : [])].join('\n\n')
  return [hasMore ? `The latest ${rows.length} of ${count} ${about}:` : `${count} ${about}:`, lines, sum].join('\n\n')
}

const KINDS = new Map([
  ['between_own_accounts', ' between your own accounts'],
  ['booked_by_the_bank', ', booked by the bank'],
])

/** One total of all that was found, also of what is not listed. Moves between own accounts are told apart. */
function totalWords({ sum, currency, direction, kind }: ToolResult<'listTransactions'>['totals'][number]): string {
  return `**${formatMoney(sum, currency)}** ${direction}${KINDS.get(kind) ?? ''}`
}
