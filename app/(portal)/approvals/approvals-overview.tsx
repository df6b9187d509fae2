'use client'

import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconDeviceMobileCheck } from '@tabler/icons-react'
import useSWR from 'swr'
import { FreezeButton, FrozenBanner, ThawButton } from '@/app/_ui/agent-transfers'
import { LoadFailure, Notice } from '@/app/_ui/notices'
import { PageFrame } from '@/app/_ui/page-frame'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { ApprovalRecord } from './approval-record'

/** Everything Aiya has asked for: what still waits for the customer, and what became of the rest. */
export function ApprovalsOverview() {
  const { data, error, mutate } = useSWR<{ approvals: Approval[] }>('/api/approvals')
  const approvals = data?.approvals
  const reload = () => void mutate()
  const open = approvals?.filter(({ status }) => !isFinal(status)) ?? []
  const settled = approvals?.filter(({ status }) => isFinal(status)) ?? []
  return (
    <PageFrame title="Approvals" lead="What Aiya asked for, and what became of it." actions={<FreezeButton />}>
      <FrozenBanner>
        <ThawButton page="/approvals" />
      </FrozenBanner>
      {!approvals && (error ? <LoadFailure error={error} retry={reload} /> : <ApprovalsSkeleton />)}
      {approvals?.length === 0 && (
        <Notice icon={<IconDeviceMobileCheck size={28} aria-hidden />} title="No requests yet">
          <Text c="dimmed">
            When Aiya prepares a transfer for you, it waits here until you answer on your phone. What you move yourself
            needs no approval and is in your statements.
          </Text>
        </Notice>
      )}
      <ApprovalList title="Waiting for you" approvals={open} reload={reload} />
      <ApprovalList title={open.length > 0 ? 'Earlier' : 'Settled'} approvals={settled} reload={reload} />
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
