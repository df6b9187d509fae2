'use client'

import { Anchor, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconDeviceMobileCheck } from '@tabler/icons-react'
import { dayName, daysOf } from '@/app/_ui/days-of'
import { FreezeButton, ThawButton } from '@/app/_ui/freeze-button'
import { FrozenBanner } from '@/app/_ui/frozen-banner'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { PausedBanner } from '@/app/_ui/paused-banner'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { useTimeZone } from '@/app/_ui/time-zone'
import { usePages } from '@/app/_ui/use-pages'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { ApprovalRecord } from './approval-record'
import classes from './approval-record.module.css'
import { APPROVALS_PAGE, approvalsPassing } from './approvals-list'
import { FilterButtons, useFilter } from './filter-buttons'
import { SettledApproval } from './settled-approval'

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
  const open = approvals?.filter(({ status }) => !isFinal(status)) ?? []
  const settled = approvals?.filter(({ status }) => isFinal(status)) ?? []
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
      <WaitingApprovals approvals={open} reload={reload} />
      <SettledApprovals title={open.length > 0 ? words.earlier : words.settled} approvals={settled} />
      {approvals && <LoadMore hasMore={hasMore} loading={loadingMore} onLoad={loadMore} />}
    </PageFrame>
  )
}

function WaitingApprovals({ approvals, reload }: { approvals: Approval[]; reload: () => void }) {
  const { waiting } = useWords().approvals
  if (approvals.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={waiting}>
      <Title order={2}>{waiting}</Title>
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

function SettledApprovals({ title, approvals }: { title: string; approvals: Approval[] }) {
  const speech = useSpeech()
  const timeZone = useTimeZone()
  if (approvals.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      <Paper radius="lg" withBorder p={{ base: 'xs', sm: 'md' }}>
        <Stack gap="md">
          {daysOf(approvals, timeZone).map((day) => (
            <div key={day.date}>
              <Title order={3} size="sm" px="xs" suppressHydrationWarning>
                {dayName(day, timeZone, speech)}
              </Title>
              <ul className={classes.day}>
                {day.items.map((approval) => (
                  <li key={approval.id}>
                    <SettledApproval approval={approval} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </Stack>
      </Paper>
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
