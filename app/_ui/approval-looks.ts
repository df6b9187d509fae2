import type { Words } from '@/app/_words/dictionary'
import type { Speech } from '@/app/_words/speech'
import type { ApprovalStatus } from '@/lib/approvals/approval-states'
import { denialCode, denialWords } from '@/lib/approvals/denial'
import { failureCode } from '@/lib/approvals/failure-code'

/** The colour of each state's badge; its words are `words.approval.states`. */
export const STATE_COLORS: Record<ApprovalStatus, string> = {
  requested: 'blue',
  pending: 'blue',
  approved: 'teal',
  posted: 'green',
  denied: 'orange',
  expired: 'gray',
  cancelled: 'gray',
  failed: 'red',
}

interface Explained {
  status: ApprovalStatus
  reason?: string | null
  mandateId?: string | undefined
}

/** What became of an approval, and why. In English a failure's reason is in Aiya's own words, so that she never gives another. */
export function explanationOf({ status, reason = null, mandateId }: Explained, speech: Speech): string {
  const { explained, withdrawn, failures } = speech.words.approval
  if (status === 'posted' && mandateId) return explained.mandate
  if (status === 'failed') return byCode(failures, failureCode(reason ?? ''))
  if (status === 'cancelled') return `${byCode(withdrawn, reason ?? '')} ${explained.nothingMoved}`
  if (status !== 'denied') return explained[status]
  const said = saidOnPhone(reason, speech)
  const frozen = reason === 'not_me' ? explained.frozenSince : null
  return [explained.denied, said, frozen, explained.nothingMoved].filter((sentence) => sentence !== null).join(' ')
}

/** What the customer said with a no, as a sentence; null where nothing was said. */
export function saidOnPhone(reason: string | null, { words, say }: Speech): string | null {
  const told = denialIn(reason, words)
  return told === undefined ? null : say(words.approval.explained.said, { words: told })
}

function denialIn(reason: string | null, { approval }: Words): string | undefined {
  const code = denialCode(reason)
  return code === 'wrong_amount' || code === 'not_me' ? approval.denials[code] : denialWords(reason)
}

function byCode<W extends { otherwise: string }>(words: W, code: string): string {
  return Object.hasOwn(words, code) ? String(words[code as keyof W]) : words.otherwise
}
