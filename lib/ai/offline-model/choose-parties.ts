import { matchAccounts, matchPayees } from './account-matching'
import { accountName, either, payeeName, plain } from './markdown'
import type { TransferDraft } from './requests'
import { ask, ownParty, type Party, payeeParty, type Question } from './resolution'
import type { Bank } from './resolve-transfer'
import type { Account, Payee } from './tool-results'

/** Up to this closeness a phrase names an own account only by a typo, so a payee of that name would come first. */
const ONLY_A_TYPO = 1
const NAMES_LISTED_MAX = 8

type Receiver = { kind: 'party'; party: Party } | { kind: 'need-payees' } | Question
type Source = { kind: 'account'; account: Account; isMemo: boolean } | Question

export function chooseReceiver(draft: TransferDraft, bank: Bank): Receiver {
  if (draft.to === undefined) return ask('to', `Where should ${what(draft)} go: ${whereTo(bank)}?`)
  const own = matchAccounts(draft.to, bank.accounts)
  if (own.closeness > ONLY_A_TYPO) return oneOf(own.found.map(ownParty), draft)
  if (bank.payees === undefined) return { kind: 'need-payees' }
  const payees = matchPayees(draft.to, bank.payees)
  if (payees.closeness > ONLY_A_TYPO) return oneOf(payees.found.map(payeeParty), draft)
  if (own.found.length > 0 && payees.found.length === 0) return oneOf(own.found.map(ownParty), draft)
  // A near miss of a person's name may be another person: that is for the customer to say.
  const near = payees.found.length === 1 && own.found.length === 0 ? payees.found[0] : undefined
  if (near) {
    const suggestion = near.nickname || near.name
    return ask(
      'to',
      `I can't find "${plain(draft.to)}" among your payees. Did you mean ${payeeName(near)}?`,
      suggestion,
    )
  }
  return ask('to', notFound(draft.to, bank))
}

function what(draft: TransferDraft): string {
  return draft.amount?.kind === 'exact' ? 'it' : 'the money'
}

function oneOf(parties: Party[], draft: TransferDraft): Receiver {
  const wanted = draft.amount?.kind === 'exact' ? draft.amount.currencies : []
  const fitting = parties.filter((party) => party.currency !== undefined && wanted.includes(party.currency))
  const [first, ...others] = parties.length > 1 && fitting.length > 0 ? fitting : parties
  if (first && others.length === 0) return { kind: 'party', party: first }
  return ask('to', `Which one do you mean: ${either(parties.map((party) => party.label))}?`)
}

function notFound(phrase: string, bank: Bank): string {
  const add = 'New payees are added on the [Transfer page](/transfer).'
  return `I can't find "${plain(phrase)}" among your accounts and payees. ${add} Where should it go: ${whereTo(bank)}?`
}

function whereTo(bank: Bank): string {
  const own = bank.accounts.filter((account) => account.status === 'active').map(accountName)
  const payees = bank.payees?.map((payee: Payee) => payeeName(payee)) ?? []
  const names = [...own, ...payees].slice(0, NAMES_LISTED_MAX)
  return either(bank.payees === undefined ? [...names, 'one of your payees'] : names) || 'which account'
}

export function chooseSource(draft: TransferDraft, to: Party, bank: Bank): Source {
  const named = draft.from === undefined ? undefined : matchAccounts(draft.from, bank.accounts)
  const isMemo = named?.closeness === 0 && draft.memoWithFrom !== undefined
  if (named === undefined || isMemo) return defaultSource(draft, to, bank, isMemo)
  const sources = sourcesFor(draft, to, bank)
  const fitting = named.found.filter((account) => sources.includes(account))
  const candidates = named.found.length > 1 && fitting.length > 0 ? fitting : named.found
  const [first, ...others] = candidates
  if (first && others.length === 0) return { kind: 'account', account: first, isMemo: false }
  if (first) return ask('from', `Which account do you mean: ${either(candidates.map(accountName))}?`)
  const only = `I can only move money out of your own accounts, and I can't find "${plain(draft.from ?? '')}" among them.`
  return ask('from', `${only} Which account should it come from: ${either(sources.map(accountName)) || 'which one'}?`)
}

/**
 * Everyday money comes from checking; into checking it comes from savings. Anything less clear is asked.
 * The receiver's currency decides, the amount's only where the receiver's is not known.
 */
function defaultSource(draft: TransferDraft, to: Party, bank: Bank, isMemo: boolean): Source {
  const sources = sourcesFor(draft, to, bank)
  const usual = sources.filter((account) => account.type === (to.own?.type === 'checking' ? 'savings' : 'checking'))
  const [first, ...others] = usual
  if (first && others.length === 0) return { kind: 'account', account: first, isMemo }
  const choices = either(sources.map(accountName))
  if (choices) return ask('from', `Which account should it come from: ${choices}?`)
  return ask(
    'from',
    `None of your active accounts can send ${plain(to.currency ?? 'that')} to ${to.label}. Which account should it come from?`,
  )
}

function sourcesFor(draft: TransferDraft, to: Party, bank: Bank): Account[] {
  const said = draft.amount?.kind === 'exact' ? draft.amount.currencies : []
  const currencies = to.currency === undefined ? said : [to.currency]
  return bank.accounts
    .filter((account) => account.status === 'active' && account.id !== to.accountId)
    .filter((account) => currencies.length === 0 || currencies.includes(account.currency))
}
