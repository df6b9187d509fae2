import type { Speech } from '@/app/_words/speech'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import { headlineOf } from './approval-lines'
import { explanationOf } from './approval-looks'
import { isolated } from './foreign-text'

type Told = Pick<Approval, 'status' | 'details' | 'payment' | 'mandateId'> & { reason?: string | null }

/** What has become of an approval, for whoever does not look at it: `Transferred: $25.00`, `To Savings ••8765. …`. */
export function newsOf(approval: Told, speech: Speech): { title: string; message: string } {
  const { words, say } = speech
  const { states, ended } = words.approval
  const to = paymentOf(approval)?.creditorAccount
  return {
    title: say(ended.title, { state: states[approval.status], what: headlineOf(approval, speech) }),
    message: [
      ...(to ? [say(ended.to, { name: `${isolated(to.name)} ${to.mask}` })] : []),
      explanationOf(approval, speech),
    ].join(' '),
  }
}
