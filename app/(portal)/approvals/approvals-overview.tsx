'use client'

import { Anchor, Skeleton, Stack, Text } from '@mantine/core'
import { IconDeviceMobileCheck } from '@tabler/icons-react'
import { FreezeButton, ThawButton } from '@/app/_ui/freeze-button'
import { FrozenBanner } from '@/app/_ui/frozen-banner'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { PausedBanner } from '@/app/_ui/paused-banner'
import { useSpeech } from '@/app/_ui/spoken'
import { usePages } from '@/app/_ui/use-pages'
import type { Approval } from '@/lib/approvals/approval'
import { ApprovalSections } from './approval-sections'
import { APPROVALS_PAGE, approvalsPassing } from './approvals-list'
import { FilterButtons, useFilter } from './filter-buttons'

interface ApprovalPage {
  approvals: Approval[]
  nextCursor: string | null
}

/** Every transfer that the phone was asked about: those that still wait, then those that have ended. */
export function ApprovalsOverview() {
  const filter = useFilter()
  const {
    words: { approvals: words },
    rich,
  } = useSpeech()
  const { pages, error, hasMore, loadingMore, loadMore, reload } = usePages<ApprovalPage>(
    approvalsPassing(filter),
    APPROVALS_PAGE,
    'approval',
  )
  const approvals = pages?.flatMap((page) => page.approvals)
  return (
    <PageFrame title={words.title} lead={words.lead} actions={<FreezeButton />}>
      <FrozenBanner>
        <ThawButton page="/approvals" />
      </FrozenBanner>
      <PausedBanner />
      <Text size="sm" c="dimmed">
        {rich(words.needNot, {
          mandates: (text) => (
            <Anchor component={PageLink} href="/mandates" inherit underline="always">
              {text}
            </Anchor>
          ),
        })}
      </Text>
      {!approvals && (error ? <LoadFailure error={error} retry={reload} /> : <ApprovalsSkeleton />)}
      {(filter !== 'all' || (approvals && approvals.length > 0)) && <FilterButtons />}
      {approvals?.length === 0 && filter !== 'all' && <Text c="dimmed">{words.noneOfThese}</Text>}
      {approvals?.length === 0 && filter === 'all' && (
        <Notice icon={<IconDeviceMobileCheck size={28} aria-hidden />} title={words.none.title}>
          <Text c="dimmed">{words.none.text}</Text>
        </Notice>
      )}
      {approvals && <ApprovalSections approvals={approvals} reload={reload} />}
      {approvals && <LoadMore hasMore={hasMore} loading={loadingMore} shown={approvals.length} onLoad={loadMore} />}
    </PageFrame>
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
