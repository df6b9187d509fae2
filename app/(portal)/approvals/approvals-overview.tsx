'use client'

import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconDeviceMobileCheck } from '@tabler/icons-react'
import { FreezeButton, ThawButton } from '@/app/_ui/freeze-button'
import { FrozenBanner } from '@/app/_ui/frozen-banner'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { PausedBanner } from '@/app/_ui/paused-banner'
import { usePages } from '@/app/_ui/use-pages'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { ApprovalRecord } from './approval-record'
import { APPROVALS, APPROVALS_PAGE } from './approvals-list'

interface ApprovalPage {
  approvals: Approval[]
  nextCursor: string | null
}

/** Every transfer that the phone was asked about: those that still wait, then those that have ended. */
export function ApprovalsOverview() {
  const { pages, error, hasMore, loadingMore, loadMore, reload } = usePages<ApprovalPage>(
    APPROVALS,
    APPROVALS_PAGE,
    'approval',
  )
  const approvals = pages?.flatMap((page) => page.approvals)
  const open = approvals?.filter(({ status }) => !isFinal(status)) ?? []
  const settled = approvals?.filter(({ status }) => isFinal(status)) ?? []
  return (
    <PageFrame title="Approvals" lead="What your phone was asked, and what became of it." actions={<FreezeButton />}>
      <FrozenBanner>
        <ThawButton page="/approvals" />
      </FrozenBanner>
      <PausedBanner />
      <Text size="sm" c="dimmed">
        Small and frequent ones need not ask:{' '}
        <Anchor component={PageLink} href="/mandates" inherit underline="always">
          mandates
        </Anchor>
      </Text>
      {!approvals && (error ? <LoadFailure error={error} retry={reload} /> : <ApprovalsSkeleton />)}
      {approvals?.length === 0 && (
        <Notice icon={<IconDeviceMobileCheck size={28} aria-hidden />} title="No requests yet">
          <Text c="dimmed">
            When Aiya prepares a transfer for you, it waits here until you answer on your phone. What you move yourself
            waits here only if you have asked for that on your profile; all else is in your statements.
          </Text>
        </Notice>
      )}
      <ApprovalList title="Waiting for you" approvals={open} reload={reload} />
      <ApprovalList title={open.length > 0 ? 'Earlier' : 'Settled'} approvals={settled} reload={reload} />
      {approvals && <LoadMore hasMore={hasMore} loading={loadingMore} onLoad={loadMore} />}
    </PageFrame>
  )
}

interface ApprovalListProps {
  title: string
  approvals: Approval[]
  reload: () => void
}

function ApprovalList({ title, approvals, reload }: ApprovalListProps) {
  if (approvals.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {approvals.map((approval) => (
          <li key={approval.id}>
            <ApprovalRecord approval={approval} reload={reload} />
          </li>
        ))}
      </Stack>
    </Stack>
  )
}

function ApprovalsSkeleton() {
  return (
    <Stack gap="sm" aria-busy="true">
      <Skeleton height={150} radius="lg" />
      <Skeleton height={150} radius="lg" />
      <Skeleton height={150} radius="lg" />
    </Stack>
  )
}
