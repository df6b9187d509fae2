import { formatMoney } from '@/lib/transfers/money'
import type { Transfer } from '@/lib/transfers/post-transfer'
import type { Approval } from './approval'

/** The end of an approval as a tool's result: for the model to put in words, and for the history. */
export interface TransferOutcome {
  status: 'posted' | 'denied' | 'expired' | 'cancelled' | 'failed' | 'refused' | 'unknown'
  code?: string
  message: string
  transfer?: Transfer
}

const ENDED: Record<'denied' | 'expired' | 'cancelled', string> = {
  denied: 'The transfer was denied on the phone. Nothing has moved.',
  expired: 'Nobody answered on the phone in time, so the request has expired. Nothing has moved.',
  cancelled: 'The request was withdrawn. Nothing has moved.',
}

const FAILED: Record<string, string> = {
  no_device: 'No phone is set up to approve transfers, so nothing could be asked. Nothing has moved.',
  tenant_refused: 'The approval could not be asked for. Nothing has moved.',
  tenant_unavailable: 'The approval service cannot be reached right now. Nothing has moved; please ask again later.',
  interrupted: 'The request was interrupted before it reached the phone. Nothing has moved; please ask again.',
  token_lost: 'The approval was given but got lost on our side. Nothing has moved; please ask again.',
  bank_unavailable: 'The bank could not make the approved transfer. Nothing has moved; please ask again.',
}

/** Sentences for the bank's own refusals, with the contract's codes. */
const REFUSED: Record<string, string> = {
  insufficient_funds: 'There is not enough money available in that account. Nothing has moved.',
  account_not_active: 'One of the accounts is frozen or closed. Nothing has moved.',
  account_not_found: 'One of the accounts does not exist or is not available to you. Nothing has moved.',
  currency_mismatch: 'The accounts and the amount are not in the same currency. Nothing has moved.',
  same_account: 'Both accounts are the same. Nothing has moved.',
  limit_exceeded:
    'That is over a limit: per transfer, per day, or of requests waiting for approval. Nothing has moved.',
  turn_stopped: 'An earlier transfer in this message was not made, so this one was not attempted.',
  unavailable: 'The bank cannot be reached right now. Nothing has moved; please ask again later.',
  invalid_request: 'The request was not complete. Nothing has moved.',
}

/** Says how a settled approval ended. An open one is `unknown`: its end is shown on the approvals page. */
export function outcomeOf({ status, reason, details }: Approval): TransferOutcome {
  if (status === 'posted')
    return { status, message: `${amountOf(details)} was transferred to ${details.creditorAccount.name}.` }
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

function failure(reason: string): { code: string; message: string } {
  const code = reason.startsWith('bank_refused:') ? reason.slice('bank_refused:'.length) : reason
  return { code, message: FAILED[code] ?? REFUSED[code] ?? 'The transfer was not made. Nothing has moved.' }
}

function amountOf({ instructedAmount }: Approval['details']): string {
  return formatMoney(instructedAmount.amount, instructedAmount.currency)
}
