import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { headlineOf } from '@/app/_ui/approval-lines'
import { MadeFor } from '@/app/_ui/made-for'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { getApproval } from '@/lib/approvals/approval'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { promptBefore } from '@/lib/chats/prompt-before'
import { readHistory } from '@/lib/evidence/audit/approval-history'
import { Problem } from '@/lib/platform/http/problem'
import { ApprovalStory } from './approval-story'

interface Props {
  params: Promise<{ approvalId: string }>
}

/** The approval in the address, if it is the customer's own; any other address is not found. Read once for each request. */
const opened = cache(async (approvalId: string) => {
  const { id: customerId } = await requirePageCustomer(`/approvals/${encodeURIComponent(approvalId)}`)
  const approval = await getApproval(customerId, approvalId).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') notFound()
    throw error
  })
  return { customerId, approval }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const speech = await pageSpeech()
  const { approval } = await opened((await params).approvalId)
  return { title: speech.say(speech.words.approvals.document, { what: headlineOf(approval, speech) }) }
}

export default async function ApprovalPage({ params }: Props) {
  const { customerId, approval } = await opened((await params).approvalId)
  const history = await readHistory(customerId, approval)
  const prompt = history.chatId ? await promptBefore(customerId, history.chatId, approval.createdAt) : null
  return (
    <MadeFor customerId={customerId}>
      <Says parts={['approvals']}>
        <ApprovalStory approval={approval} history={history} prompt={prompt} />
      </Says>
    </MadeFor>
  )
}
