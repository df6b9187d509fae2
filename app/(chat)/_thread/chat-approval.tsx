'use client'

import { Group, Text } from '@mantine/core'
import useSWR from 'swr'
import { APPROVAL_REFRESH, ApprovalCard } from '@/app/_ui/approval-card'
import { BrandSign } from '@/app/_ui/brand'
import { useLiveEvent } from '@/app/_ui/live-events'
import { useWords } from '@/app/_ui/spoken'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'
import { useSettledApproval } from './settled-approvals'

/**
 * One approval in the chat. The card shows what the answer streamed until the approval's row has been read. From then
 * on the card follows the row, in every tab, whatever became of that answer.
 */
export function ChatApproval({ id, data }: { id: string; data: ApprovalData }) {
  const { bank } = useWords().chat.source
  const told = useSettledApproval(id) ?? data
  const toldOpen = !isFinal(told.status)
  const { data: row, mutate } = useSWR<Approval>(toldOpen ? `/api/approvals/${id}` : null, APPROVAL_REFRESH)
  useLiveEvent('approval', () => void mutate())
  return (
    <ApprovalCard approval={{ ...(toldOpen && row ? row : told), id }} reload={() => void mutate()}>
      <Group gap={6} wrap="nowrap" c="dimmed">
        <BrandSign size={16} />
        <Text size="xs">{bank}</Text>
      </Group>
    </ApprovalCard>
  )
}
