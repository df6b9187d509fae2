import type { Approval } from '@/lib/approvals/approval'
import { denialCode } from '@/lib/approvals/denial'
import { failure, type TransferOutcome, unknownOutcome } from '@/lib/approvals/outcome'
import { toolOf } from './protected-tools'

/** A language model gets only the code: the customer's own words must not act as an instruction. */
const DENIED_FOR = {
  wrong_amount: 'You said: wrong amount. Nothing has moved.',
  not_me:
    'You said: not me. So all transfers by agents are frozen until you thaw them on the Profile page. Nothing has moved.',
  other: 'You gave a reason in your own words; it is on the Approvals page. Nothing has moved.',
}

const ENDED: Record<'expired' | 'cancelled', string> = {
  expired: 'Nobody answered on the phone in time, so the request has expired. Nothing has moved.',
  cancelled: 'The request was withdrawn. Nothing has moved.',
}

const WITHDRAWN_BY_FREEZE =
  'Transfers by agents were frozen meanwhile, so the request was withdrawn. Nothing has moved.'

/** Says how an approval ended; `unknown` for an open one, whose end the approvals page will show. */
export function outcomeOf(approval: Approval): TransferOutcome {
  const { status, reason, mandateId } = approval
  const { words } = toolOf(approval)
  if (status === 'posted')
    return { status, message: `${words.done(approval)}${mandateId ? ', under your mandate' : ''}.` }
  if (status === 'denied') {
    const code = denialCode(reason)
    const why = code ? DENIED_FOR[code] : 'Nothing has moved.'
    return { status, ...(code && { code }), message: `The ${words.thing} was denied on the phone. ${why}` }
  }
  if (status === 'cancelled' && reason === 'agents_frozen')
    return { status, code: reason, message: WITHDRAWN_BY_FREEZE }
  if (status === 'expired' || status === 'cancelled') return { status, message: ENDED[status] }
  if (status === 'failed') return { ...failure(reason ?? ''), status }
  return unknownOutcome()
}

/** Says that the phone has been asked, now or (`joined`) by an earlier request for the same. */
export function pendingOutcome({
  joined,
  ...approval
}: Pick<Approval, 'details' | 'payment'> & { joined: boolean }): TransferOutcome {
  const wish = toolOf(approval).words.asked(approval)
  const asked = joined
    ? `Your phone was asked for exactly this already and still waits for your answer: ${wish}.`
    : `I have asked your phone: ${wish}.`
  const code = joined ? 'already_asked' : undefined
  return { status: 'pending', ...(code && { code }), message: `${asked} Nothing moves unless you approve it there.` }
}
