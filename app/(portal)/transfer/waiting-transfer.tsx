'use client'

import { Skeleton } from '@mantine/core'
import { useEffect } from 'react'
import useSWR from 'swr'
import { sayAloud } from '@/app/_ui/aloud'
import { APPROVAL_REFRESH, ApprovalCard } from '@/app/_ui/approval-card'
import { newsOf } from '@/app/_ui/approval-news'
import { useLiveEvent } from '@/app/_ui/live-events'
import { LoadFailure } from '@/app/_ui/load-failure'
import { useSpeech } from '@/app/_ui/spoken'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'

interface WaitingTransferProps {
  /** The approval's id, which is the order's key. */
  id: string
  /** What the bank said last; null where the page was loaded anew meanwhile. */
  told: Approval | null
  settle: (approval: Approval) => void
}

/** An order that waits for the phone, and then how that has ended. */
export function WaitingTransfer({ id, told, settle }: WaitingTransferProps) {
  const { data, error, mutate } = useSWR<Approval>(`/api/approvals/${id}`, APPROVAL_REFRESH)
  const speech = useSpeech()
  const { cancel } = speech.words.frame.actions
  useLiveEvent('approval', () => void mutate())
  const approval = data ?? told
  useEffect(() => {
    if (data && isFinal(data.status)) settle(data)
  }, [data, settle])
  const isThere = approval !== null
  // biome-ignore lint/correctness/useExhaustiveDependencies: said as it comes; each change of it is said by the card
  useEffect(() => {
    if (!approval) return
    const { title, message } = newsOf(approval, speech)
    sayAloud(`${title}. ${message}`)
  }, [isThere])
  if (approval) return <ApprovalCard approval={approval} withdraw={cancel} reload={() => void mutate()} />
  return error ? <LoadFailure error={error} retry={() => void mutate()} /> : <Skeleton height={180} radius="lg" />
}
