'use client'

import useSWR from 'swr'
import { useLiveEvent } from '@/app/_ui/live-events'
import { LoadFailure } from '@/app/_ui/load-failure'
import { loadedLater } from '@/app/_ui/loaded-later'
import { SCHEDULED } from '@/app/_ui/paths'
import type { ScheduledTransfer } from '@/lib/scheduled-transfers/scheduled-transfer'
import type { ScheduledListProps } from './scheduled-list'

/** Those that are over, and of which there is something to tell. */
const OVER_MAX = 3

/** Most customers have scheduled nothing, and need no script for it. */
const ScheduledList = loadedLater(() => import('./scheduled-list').then((loaded) => loaded.ScheduledList))

/** What is scheduled; nothing where there is none. */
export function ScheduledCard({ nameOf }: Pick<ScheduledListProps, 'nameOf'>) {
  const { data, error, mutate } = useSWR<{ scheduledTransfers: ScheduledTransfer[] }>(SCHEDULED)
  const reload = () => void mutate()
  useLiveEvent(['account', 'approval'], reload)
  if (!data && error) return <LoadFailure error={error} retry={reload} />
  const all = data?.scheduledTransfers ?? []
  const over = all.filter(({ nextOn, lastRun }) => nextOn === null && lastRun).slice(0, OVER_MAX)
  const shown = [...all.filter(({ nextOn }) => nextOn !== null), ...over]
  if (shown.length === 0) return null
  return <ScheduledList shown={shown} nameOf={nameOf} reload={reload} />
}
