import { MEMO_CHARACTERS_MAX } from '@/lib/text/limits'
import { amountFor } from './amount-for'
import { chooseReceiver, chooseSource } from './choose-parties'
import { plain } from './markdown'
import type { TransferDraft } from './requests'
import { ask, ownParty, type Party, type Resolution } from './resolution'
import type { Account, Payee } from './tool-results'

/** ISO 20022 and the bank's own rule. */

/** The bank as this turn's tools showed it; `available` runs down as a message's transfers are lined up. */
export interface Bank {
  accounts: Account[]
  /** Undefined until listPayees has been asked. */
  payees: Payee[] | undefined
  /** Account id → minor units. */
  available: Map<string, bigint>
}

/** Turns words into one transfer the bank could make, or into the one thing that stands in its way. */
export function resolveTransfer(draft: TransferDraft, bank: Bank): Resolution {
  const unclear = muddled(draft)
  if (unclear) return unclear
  const to = chooseReceiver(draft, bank)
  if (to.kind !== 'party') return to
  const from = chooseSource(draft, to.party, bank)
  if (from.kind !== 'account') return from
  const obstacle = obstacleBetween(from.account, to.party)
  if (obstacle) return obstacle
  const amount = amountFor(draft, from.account, to.party, bank)
  if (amount.kind !== 'amount') return amount
  const memo = from.isMemo ? draft.memoWithFrom : draft.memo
  if (memo !== undefined && [...memo].length > MEMO_CHARACTERS_MAX) {
    return ask('memo', `A memo can have at most ${MEMO_CHARACTERS_MAX} characters. What should it say instead?`)
  }
  return { kind: 'ready', transfer: { from: from.account, to: to.party, minor: amount.minor, memo } }
}

/** Two amounts, or a share of one: what is left of the sentence is not to be trusted either. */
function muddled({ amount }: TransferDraft): Resolution | undefined {
  if (amount?.kind !== 'unclear') return undefined
  if (amount.why === 'several')
    return ask('restate', 'I see more than one amount there. Please say the transfer again with one.')
  if (amount.why === 'share')
    return ask('restate', "I can't work out shares, splits or repeats. Please say the transfer again with an amount.")
  return undefined
}

function obstacleBetween(from: Account, to: Party): Resolution | undefined {
  if (from.id === to.accountId) {
    return ask(
      'to',
      `${to.label} is both the source and the destination, so there is nothing to move. Where should it go instead?`,
    )
  }
  if (to.own && to.own.status !== 'active') {
    return ask('to', `${to.label} is ${plain(to.own.status)}, so it can't receive money. Where should it go instead?`)
  }
  const source = ownParty(from)
  if (from.status !== 'active') {
    return ask(
      'from',
      `${source.label} is ${plain(from.status)}, so nothing can be moved from it. Which account should it come from instead?`,
    )
  }
  if (to.currency !== undefined && from.currency !== to.currency) {
    return ask(
      'to',
      `${source.label} is in ${plain(from.currency)} and ${to.label} in ${plain(to.currency)}. I can't exchange currencies, so both must be in the same currency. Where should it go instead?`,
    )
  }
  return undefined
}
