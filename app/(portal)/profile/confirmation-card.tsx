'use client'

import { Box, Text } from '@mantine/core'
import { useRef } from 'react'
import useSWR from 'swr'
import { useLiveEvent } from '@/app/_ui/live-events'
import { useWords } from '@/app/_ui/spoken'
import { isFinal } from '@/lib/approvals/approval-states'
import type { AskedChange } from '@/lib/approvals/open-change'
import type { ShownConfirmation } from '@/lib/ledger/confirmation'
import { AskedChangeNotice } from './asked-change-notice'
import { ConfirmationForm } from './confirmation-form'
import { LoadedCard, stateOf } from './loaded-card'

const CONFIRMATION = '/api/confirmation'

/** When the portal asks the phone too, and the last change of it that the phone was asked about. */
export type ConfirmationState = ShownConfirmation & { change: AskedChange | null }

/** When the customer's own transfers wait for the phone as well, and the way to change that. */
export function ConfirmationCard() {
  const { data, error, mutate } = useSWR<ConfirmationState>(CONFIRMATION)
  useLiveEvent('approval', () => void mutate())
  const { confirmation: words } = useWords().profile
  const change = useWatchedChange(data?.change)
  return (
    <LoadedCard id="confirmation" title={words.title} state={stateOf({ data, error })} retry={() => void mutate()}>
      {data && (
        <>
          <Text c="dimmed" size="sm">
            {words.text}
          </Text>
          <Box role="status">
            {change && <AskedChangeNotice change={change} update={(now) => void mutate(now, { revalidate: false })} />}
          </Box>
          <ConfirmationForm now={data} update={(now) => void mutate(now, { revalidate: false })} />
        </>
      )}
    </LoadedCard>
  )
}

/** The last change, as long as it is open; how it ended is told only to who has seen it waiting. */
function useWatchedChange(change: AskedChange | null | undefined): AskedChange | null {
  const watched = useRef<string | null>(null)
  if (!change) return null
  if (!isFinal(change.status)) watched.current = change.id
  return watched.current === change.id ? change : null
}
