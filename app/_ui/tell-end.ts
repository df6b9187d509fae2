import type { Speech } from '@/app/_words/speech'
import type { Approval } from '@/lib/approvals/approval'
import type { ApprovalStatus } from '@/lib/approvals/approval-states'
import { paymentOf } from '@/lib/approvals/approved'
import { callBank } from './api'
import { headlineOf } from './approval-lines'
import { explanationOf, STATE_COLORS } from './approval-looks'
import { isolated } from './foreign-text'
import { tellNews } from './notices'
import { approvalElementId, isWithdrawnHere } from './withdraw-button'

/** The ends that are news. */
const NEWS: ReadonlySet<ApprovalStatus> = new Set(['posted', 'denied', 'expired', 'failed', 'cancelled'])
/** What tells itself that it withdraws what waits: a banner on every page. */
const TOLD_ITSELF: ReadonlySet<string | null> = new Set(['agents_frozen', 'phone_recovered'])

/** Tells how an approval has ended that does not wait any more, unless the page shows it itself. */
export async function tellEnd(id: string, speech: Speech): Promise<void> {
  if (isShownHere(id)) return
  // What cannot be read now is no news: the approvals page tells it.
  const approval = await callBank<Approval>('GET', `/api/approvals/${id}`).catch(() => null)
  if (!approval || !NEWS.has(approval.status) || isShownHere(id)) return
  if (approval.status === 'cancelled' && (TOLD_ITSELF.has(approval.reason ?? null) || isWithdrawnHere(id))) return
  const { words, say } = speech
  const { states, ended } = words.approval
  const to = paymentOf(approval)?.creditorAccount
  tellNews({
    title: say(ended.title, { state: states[approval.status], what: headlineOf(approval, speech) }),
    message: [
      ...(to ? [say(ended.to, { name: `${isolated(to.name)} ${to.mask}` })] : []),
      explanationOf(approval, speech),
    ].join(' '),
    color: STATE_COLORS[approval.status],
    link: { href: `/approvals/${id}`, words: ended.link },
  })
}

function isShownHere(id: string): boolean {
  const { pathname } = window.location
  return (
    ['/approvals', `/approvals/${id}`].includes(pathname) || document.getElementById(approvalElementId(id)) !== null
  )
}
