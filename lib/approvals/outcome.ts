import { limitWords } from '@/lib/ledger/limit-words'
import type { Transfer } from '@/lib/ledger/post-transfer'
import type { ReachedLimit } from '@/lib/ledger/refusal'
import { failureCode } from './failure-code'

/**
 * A tool's result for a requested transfer, for the model and for the history. `pending`: the phone has been asked and
 * nothing has moved so far.
 */
export interface TransferOutcome {
  status: 'pending' | 'posted' | 'denied' | 'expired' | 'cancelled' | 'failed' | 'refused' | 'unknown'
  code?: string
  message: string
  transfer?: Transfer
  /** The limit that the order is over. */
  limit?: ReachedLimit
  /** When the refusal is over, in ISO 8601. */
  until?: string
}

const FAILED = {
  no_device: 'No phone is set up to approve transfers, so nothing could be asked. Nothing has moved.',
  tenant_refused: 'The approval could not be asked for. Nothing has moved.',
  tenant_unavailable: 'The approval service cannot be reached right now. Nothing has moved; please ask again later.',
  interrupted: 'The request was interrupted before it reached the phone. Nothing has moved; please ask again.',
  token_lost: 'The answer from the phone got lost on our side. Nothing has moved; please ask again.',
  agent_transfers_frozen: 'You froze agent transfers meanwhile. Nothing has moved.',
  bank_unavailable: 'The bank could not make the approved transfer. Nothing has moved; please ask again.',
  restored:
    'The bank was restored from a backup while this waited, so it was ended. Nothing has moved; please ask again.',
  price_limit: 'It does not cost what you approved. Nothing has moved.',
} as const

/** Sentences for the bank's own refusals, by the API's codes. */
const REFUSED = {
  insufficient_funds: 'There is not enough money available in that account. Nothing has moved.',
  account_not_active: 'One of the accounts is frozen or closed. Nothing has moved.',
  account_not_found: 'One of the accounts does not exist or is not available to you. Nothing has moved.',
  currency_mismatch: 'The accounts and the amount are not in the same currency. Nothing has moved.',
  same_account: 'Both accounts are the same. Nothing has moved.',
  limit_exceeded: 'That is over a limit, per transfer or per day. Nothing has moved.',
  too_many_approvals:
    'Three requests are waiting for your answer already. Answer or withdraw one of them on your phone or the Approvals page first. Nothing has moved.',
  too_many_in_turn:
    'One answer of mine may ring your phone five times, and this one has. I asked for nothing more; nothing has moved by this one. Tell me again what is left, in a new message.',
  too_many_in_hour: 'I may ring your phone 20 times an hour, and I have. Nothing was asked and nothing has moved.',
  refused_recently:
    'You have just said no to a payment to this account, so I do not ask again at once. Nothing has moved.',
  repeated_order:
    'Exactly this was paid a few minutes ago, and I have asked for it once more already. I do not ask a third time; nothing more has moved.',
  asking_paused:
    'You said no three times in a row, so I ask for nothing more until you let me, with the button on the Approvals page. Nothing has moved.',
  agent_transfers_frozen:
    'Transfers by agents are frozen, so nothing was asked and nothing has moved. You can thaw them on the Profile page.',
  turn_stopped: 'An earlier transfer in this message has not gone through so far, so this one was not attempted.',
  unavailable: 'The bank cannot be reached right now. Nothing has moved; please ask again later.',
  out_of_stock: 'The shop does not have as many. Nothing has moved.',
  price_limit: 'It costs more than your limit. Nothing has moved.',
  insufficient_shares: 'You do not hold as many of these shares. Nothing has moved.',
  not_found: 'There is no such thing to order. Nothing has moved.',
  invalid_request: 'The request was not complete. Nothing has moved.',
} as const

/** Why a request failed, by code: the portal says it in the same words. */
export const FAILURE_WORDS = {
  ...REFUSED,
  ...FAILED,
  otherwise: 'The transfer was not made. Nothing has moved.',
} as const

/** Says why the bank would not even ask the phone. */
export function refusedOutcome(code: string, detail?: string): TransferOutcome {
  const message = wordsFor(REFUSED, code) ?? 'The bank refused the transfer. Nothing has moved.'
  return { status: 'refused', code, message: detail ? `${message} (${detail})` : message }
}

/** The same for a limit: which one, what is left, and when it renews by the customer's clock (IANA time zone). */
export function overLimitOutcome(limit: ReachedLimit, timeZone: string): TransferOutcome {
  const message = `${limitWords(limit, timeZone)} Nothing has moved.`
  return { status: 'refused', code: 'limit_exceeded', message, limit }
}

/** The same for a refusal that is over at a certain time: `until`, told by the customer's clock (IANA time zone). */
export function untilOutcome(code: string, until: string, timeZone: string): TransferOutcome {
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  // Rounded up to the minute, so that nobody comes back too early.
  const over = new Date(Math.ceil(Date.parse(until) / 60_000) * 60_000)
  const { message } = refusedOutcome(code)
  return { status: 'refused', code, message: `${message} You can ask me again from ${clock.format(over)}.`, until }
}

/** For doubt, which must never be called "failed". */
export function unknownOutcome(): TransferOutcome {
  return {
    status: 'unknown',
    message: 'It is not certain yet whether the transfer was made. The Approvals page shows it as soon as it is.',
  }
}

/** Why a request failed that had been asked, by the approval's reason. From then on the ledger pays nothing for it. */
export function failure(reason: string): { code: string; message: string } {
  const code = failureCode(reason)
  return { code, message: wordsFor(FAILURE_WORDS, code) ?? FAILURE_WORDS.otherwise }
}

function wordsFor(words: Partial<Record<string, string>>, code: string): string | undefined {
  return Object.hasOwn(words, code) ? words[code] : undefined
}
