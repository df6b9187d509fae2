import { formatMoney } from '@/lib/transfers/money'
import type { Transfer } from '@/lib/transfers/post-transfer'
import type { Approval } from './approval'
import { denialCode } from './denial'

/** The end of an approval as a tool's result: for the model to put in words, and for the history. */
export interface TransferOutcome {
  status: 'posted' | 'denied' | 'expired' | 'cancelled' | 'failed' | 'refused' | 'unknown'
  code?: string
  message: string
  transfer?: Transfer
}

const DENIED = 'The transfer was denied on the phone.'

/** Only the code reaches a language model: the words that a customer typed are on the card, and nobody's instruction. */
const DENIED_FOR = {
  wrong_amount: `${DENIED} You said: wrong amount. Nothing has moved.`,
  not_me: `${DENIED} You said: not me. So all transfers by agents are frozen until you thaw them on the Profile page. Nothing has moved.`,
  other: `${DENIED} You gave a reason in your own words; it is on the Approvals page. Nothing has moved.`,
}

const ENDED: Record<'denied' | 'expired' | 'cancelled', string> = {
  denied: `${DENIED} Nothing has moved.`,
  expired: 'Nobody answered on the phone in time, so the request has expired. Nothing has moved.',
  cancelled: 'The request was withdrawn. Nothing has moved.',
}

const WITHDRAWN_BY_FREEZE =
  'Transfers by agents were frozen meanwhile, so the request was withdrawn. Nothing has moved.'

const FAILED: Record<string, string> = {
  no_device: 'No phone is set up to approve transfers, so nothing could be asked. Nothing has moved.',
  tenant_refused: 'The approval could not be asked for. Nothing has moved.',
  tenant_unavailable: 'The approval service cannot be reached right now. Nothing has moved; please ask again later.',
  interrupted: 'The request was interrupted before it reached the phone. Nothing has moved; please ask again.',
  token_lost: 'The answer from the phone got lost on our side. Nothing has moved; please ask again.',
  agent_transfers_frozen: 'You froze agent transfers meanwhile. Nothing has moved.',
  bank_unavailable: 'The bank could not make the approved transfer. Nothing has moved; please ask again.',
}

/** Sentences for the bank's own refusals, by the API's codes. */
const REFUSED: Record<string, string> = {
  insufficient_funds: 'There is not enough money available in that account. Nothing has moved.',
  account_not_active: 'One of the accounts is frozen or closed. Nothing has moved.',
  account_not_found: 'One of the accounts does not exist or is not available to you. Nothing has moved.',
  currency_mismatch: 'The accounts and the amount are not in the same currency. Nothing has moved.',
  same_account: 'Both accounts are the same. Nothing has moved.',
  limit_exceeded: 'That is over a limit, per transfer or per day. Nothing has moved.',
  too_many_approvals:
    'Three requests are waiting for your answer already. Answer or withdraw one of them on your phone or the Approvals page first. Nothing has moved.',
  agent_transfers_frozen:
    'Transfers by agents are frozen, so nothing was asked and nothing has moved. You can thaw them on the Profile page.',
  turn_stopped: 'An earlier transfer in this message has not gone through so far, so this one was not attempted.',
  unavailable: 'The bank cannot be reached right now. Nothing has moved; please ask again later.',
  invalid_request: 'The request was not complete. Nothing has moved.',
}

/** Says how a settled approval ended. An open one is `unknown`: its end is shown on the approvals page. */
export function outcomeOf({ status, reason, details }: Approval): TransferOutcome {
  if (status === 'posted')
    return { status, message: `${amountOf(details)} was transferred to ${details.creditorAccount.name}.` }
  const code = status === 'denied' ? denialCode(reason) : undefined
  if (status === 'denied' && code) return { status, code, message: DENIED_FOR[code] }
  if (status === 'cancelled' && reason === 'agents_frozen')
    return { status, code: reason, message: WITHDRAWN_BY_FREEZE }
  if (status === 'denied' || status === 'expired' || status === 'cancelled') return { status, message: ENDED[status] }
  if (status === 'failed') return { ...failure(reason ?? ''), status }
  return unknownOutcome()
}

/** Says why the bank would not even ask the phone. */
export function refusedOutcome(code: string, detail?: string): TransferOutcome {
  const message = REFUSED[code] ?? 'The bank refused the transfer. Nothing has moved.'
  return { status: 'refused', code, message: detail ? `${message} (${detail})` : message }
}

/** For doubt: never "failed". */
export function unknownOutcome(): TransferOutcome {
  return {
    status: 'unknown',
    message: 'It is not certain yet whether the transfer was made. The Approvals page shows it as soon as it is.',
  }
}

/** Why a request failed that had been asked, by the approval's reason. */
export function failure(reason: string): { code: string; message: string } {
  const code = reason.startsWith('bank_refused:') ? reason.slice('bank_refused:'.length) : reason
  return { code, message: FAILED[code] ?? REFUSED[code] ?? 'The transfer was not made. Nothing has moved.' }
}

function amountOf({ instructedAmount }: Approval['details']): string {
  return formatMoney(instructedAmount.amount, instructedAmount.currency)
}
