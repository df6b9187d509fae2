import type { Metadata } from 'next'
import { firstPage } from '@/app/_ui/first-page'
import { agentTransfers } from '@/app/_ui/first-reads'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { listApprovals } from '@/lib/approvals/list-approvals'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { APPROVALS_PAGE, approvalsPassing, FILTERS, filterCalled } from './approvals-list'
import { ApprovalsOverview } from './approvals-overview'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.approvals.title }
}

interface Props {
  searchParams: Promise<{ show?: string | string[] }>
}

export default async function ApprovalsPage({ searchParams }: Props) {
  const { show } = await searchParams
  const filter = filterCalled(show)
  const { id } = await requirePageCustomer(filter === 'all' ? '/approvals' : `/approvals?show=${filter}`)
  const newest = listApprovals(id, { cursor: null, limit: APPROVALS_PAGE, status: FILTERS[filter] })
  const firstPages = { [firstPage(approvalsPassing(filter), APPROVALS_PAGE)]: newest }
  return (
    <MadeFor customerId={id}>
      <ReadAlready answers={agentTransfers(id)} firstPages={firstPages}>
        <Says parts={['approvals']}>
          <ApprovalsOverview />
        </Says>
      </ReadAlready>
    </MadeFor>
  )
}
