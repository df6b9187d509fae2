import type { Speech } from '@/app/_words/speech'
import type { Approval } from '@/lib/approvals/approval'
import type { ApprovalStatus } from '@/lib/approvals/approval-states'
import { sayAloud } from './aloud'
import { callBank } from './api'
import { STATE_COLORS } from './approval-looks'
import { newsOf } from './approval-news'
import { tellNews } from './notices'
import { approvalElementId, isWithdrawnHere } from './withdraw-button'

/** The ends that are news. */
const NEWS: ReadonlySet<ApprovalStatus> = new Set(['posted', 'denied', 'expired', 'failed', 'cancelled'])
/** What tells itself that it withdraws what waits: a banner on every page. */
const TOLD_ITSELF: ReadonlySet<string | null> = new Set(['agents_frozen', 'phone_recovered'])

/** Tells how an approval has ended that does not wait any more; where the page shows it in a list, aloud alone. */
export async function tellEnd(id: string, speech: Speech): Promise<void> {
  if (tellsItself(id)) return
  // What cannot be read now is no news: the approvals page tells it.
  const approval = await callBank<Approval>('GET', `/api/approvals/${id}`).catch(() => null)
  if (!approval || !NEWS.has(approval.status) || tellsItself(id)) return
  if (approval.status === 'cancelled' && (TOLD_ITSELF.has(approval.reason ?? null) || isWithdrawnHere(id))) return
  const news = newsOf(approval, speech)
  if (isListedHere(id)) return sayAloud(`${news.title}. ${news.message}`)
  tellNews({
    ...news,
    color: STATE_COLORS[approval.status],
    link: { href: `/approvals/${id}`, words: speech.words.approval.ended.link },
  })
}

const isListedHere = (id: string) => ['/approvals', `/approvals/${id}`].includes(window.location.pathname)

/** Whether the approval has a card on this page (approval-card.tsx). */
const tellsItself = (id: string) => !isListedHere(id) && document.getElementById(approvalElementId(id)) !== null
