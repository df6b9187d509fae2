import type { Account } from '@/lib/ledger/accounts/account'
import { formatMoney, limitIn, signedMinor } from '@/lib/ledger/amounts/money'
import type { Payee } from '@/lib/ledger/payees/list-payees'

/** Small amounts in any currency, which are there to be changed. */
const MOVED = '25'
const PAID = '10'
/** The newest lines that are offered to be shown. */
const LINES = 5

interface Circumstances {
  accounts: Account[]
  payees: Payee[]
  /** How many approvals wait for the phone. */
  waiting: number
  /** Whether Aiya may ask for no transfer now. */
  frozen: boolean
  /** Whether this bank has businesses where Aiya can buy. */
  hasOrders: boolean
}

/** What a customer in these circumstances can say to Aiya: nothing that would be refused at once. */
export function suggestedWords({ accounts, payees, waiting, frozen, hasOrders }: Circumstances): string[] {
  const open = accounts.filter(({ status }) => status === 'active')
  const called = ({ name, mask }: Account) =>
    accounts.filter((account) => account.name === name).length > 1 ? `${name} ••${mask}` : name
  const [shown] = open
  return [
    ...(waiting > 0 ? ['What is waiting?'] : []),
    'How much do I have?',
    ...(frozen ? [] : [...moves(open, called), ...payments(open, payees)]),
    ...(shown ? [`Show my last ${LINES} transactions in ${called(shown)}`] : []),
    ...(hasOrders && !frozen ? ['What can I buy?'] : []),
  ]
}

const covers = ({ available, currency }: Account, amount: string) =>
  signedMinor(available, currency) >= limitIn(currency, amount)

function moves(open: Account[], called: (account: Account) => string): string[] {
  for (const from of open) {
    if (from.type === 'credit' || !covers(from, MOVED)) continue
    const to = open.find(({ id, currency, type }) => id !== from.id && currency === from.currency && type !== 'credit')
    if (to) return [`Move ${short(MOVED, from.currency)} from ${called(from)} to ${called(to)}`]
  }
  return []
}

function payments(open: Account[], payees: Payee[]): string[] {
  const payee = payees.find(
    ({ name, currency }) =>
      payees.filter((other) => other.name === name).length === 1 &&
      open.some((account) => account.currency === currency && account.type !== 'credit' && covers(account, PAID)),
  )
  // The name in the ledger, because a nickname may hold anything that somebody talked the customer into.
  return payee ? [`Pay ${payee.name} ${short(PAID, payee.currency)} for lunch`] : []
}

const short = (amount: string, currency: string) => formatMoney(amount, currency).replace(/\.0+$/, '')
