import type { ApprovalStatus } from '@/lib/approvals/approval-states'
import { denialWords } from '@/lib/approvals/denial'
import { failure } from '@/lib/approvals/outcome'

interface Looks {
  words: string
  color: string
  explanation: (reason: string | null) => string
}

const always = (text: string) => () => text

const WITHDRAWN: Record<string, string> = {
  agents_frozen: 'You froze agent transfers, so the request was withdrawn.',
  phone_recovered: 'A recovery code replaced your devices, so the request was withdrawn.',
  agent_withdrew: 'The agent that asked has withdrawn the request.',
  access_revoked: 'You took the agent’s access back, so the request was withdrawn.',
}

/** How each state of an approval reads on screen. */
export const APPROVAL_LOOKS: Record<ApprovalStatus, Looks> = {
  requested: { words: 'Waiting for your phone', color: 'blue', explanation: always('The bank is asking your phone.') },
  pending: {
    words: 'Waiting for your phone',
    color: 'blue',
    explanation: always('Compare it on your phone, and approve or deny it there.'),
  },
  approved: { words: 'Approved', color: 'teal', explanation: always('You approved it. The transfer is being made.') },
  posted: {
    words: 'Transferred',
    color: 'green',
    explanation: always('You approved it on your phone, and the money has moved.'),
  },
  denied: { words: 'Denied', color: 'orange', explanation: denied },
  expired: { words: 'Expired', color: 'gray', explanation: always('Nobody answered in time. Nothing has moved.') },
  cancelled: {
    words: 'Cancelled',
    color: 'gray',
    explanation: (reason) => `${WITHDRAWN[reason ?? ''] ?? 'The request was withdrawn.'} Nothing has moved.`,
  },
  failed: { words: 'Failed', color: 'red', explanation: (reason) => failure(reason ?? '').message },
}

function denied(reason: string | null): string {
  const words = denialWords(reason)
  const said = words ? ` You said: “${words}”.` : ''
  const frozen = reason === 'not_me' ? ' Agent transfers have been frozen since.' : ''
  return `It was denied on your phone.${said}${frozen} Nothing has moved.`
}

/** What became of an approval, and why. A failure's reason is in Aiya's own words, so that she never gives another. */
export function explanationOf({ status, reason = null, mandateId }: Explained): string {
  if (status === 'posted' && mandateId) return 'Made under your mandate, without asking your phone.'
  return APPROVAL_LOOKS[status].explanation(reason)
}

interface Explained {
  status: ApprovalStatus
  reason?: string | null
  mandateId?: string | undefined
}
