import { accountName, plain } from './markdown'
import { formatMinor, toMinor } from './money'
import type { TransferDraft } from './requests'
import { ask, type Party, type Question } from './resolution'
import type { Bank } from './resolve-transfer'
import type { Account } from './tool-results'

type Found = { kind: 'amount'; minor: bigint } | Question

const UNCLEAR = {
  format: "I can't read that amount for certain.",
  negative: 'The amount must be more than zero.',
}

/** The amount in the source's currency, within what is available there, or what to ask about it. */
export function amountFor(draft: TransferDraft, from: Account, to: Party, bank: Bank): Found {
  const available = bank.available.get(from.id) ?? 0n
  const question = to.own
    ? `How much should I move from ${accountName(from)} to ${to.label}?`
    : `How much should I pay ${to.label}?`
  const amount = draft.amount
  if (amount === undefined) return ask('amount', `${owedBy(to, draft)}${question}`)
  if (amount.kind === 'unclear')
    return ask('amount', `${UNCLEAR[amount.why === 'negative' ? 'negative' : 'format']} ${question}`)
  if (amount.kind === 'all') return everything(draft, from, to, available)
  if (amount.currencies.length > 0 && !amount.currencies.includes(from.currency)) {
    const asked = amount.currencies[0] ?? ''
    return ask(
      'amount-or-from',
      `You asked for ${plain(asked)}, but ${accountName(from)} is in ${plain(from.currency)} and I can't exchange currencies. How much in ${plain(from.currency)}, or from which other account?`,
    )
  }
  const minor = toMinor(amount.value, from.currency)
  if (minor === undefined)
    return ask('amount', `That amount has more decimals than ${plain(from.currency)} has. ${question}`)
  if (minor <= 0n) return ask('amount', `${UNCLEAR.negative} ${question}`)
  return within(minor, from, available)
}

/** All of what is owed when a card is paid off, else all that is available. */
function everything(draft: TransferDraft, from: Account, to: Party, available: bigint): Found {
  const owed = draft.paysOff ? owedMinor(to) : undefined
  const minor = owed ?? available
  if (minor > 0n) return within(minor, from, available)
  return ask(
    'amount-or-from',
    owed === undefined ? nothingThere(from) : `Nothing is owed on ${to.label}. How much should I move there?`,
  )
}

function nothingThere(from: Account): string {
  return `There is nothing available in ${accountName(from)}. How much should I move, and from which account?`
}

function within(minor: bigint, from: Account, available: bigint): Found {
  if (minor <= available) return { kind: 'amount', minor }
  const [wanted, there] = [formatMinor(minor, from.currency), formatMinor(available, from.currency)]
  return ask(
    'amount-or-from',
    `**${wanted}** is more than the ${there} available in ${accountName(from)}. How much should it be, or from which other account?`,
  )
}

function owedBy(to: Party, draft: TransferDraft): string {
  const owed = draft.paysOff ? owedMinor(to) : undefined
  return to.own && owed && owed > 0n ? `You owe ${formatMinor(owed, to.own.currency)} on ${to.label}. ` : ''
}

function owedMinor(to: Party): bigint | undefined {
  if (to.own?.type !== 'credit') return undefined
  const balance = toMinor(to.own.balance, to.own.currency) ?? 0n
  return balance < 0n ? -balance : 0n
}
