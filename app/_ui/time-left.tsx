'use client'

import { Text } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { bankNow } from './bank-clock'

/**
 * Minutes and seconds until an instant, counted down. Not announced: a screen reader would hear every second. That the
 * time is up is not for a clock to say: the request waits until the bank has ended it.
 */
export function TimeLeft({ until }: { until: string }) {
  const [now, setNow] = useState<number | null>(null)
  const { start, stop } = useInterval(() => setNow(bankNow()), 1_000)
  useEffect(() => {
    setNow(bankNow())
    start()
    return stop
  }, [start, stop])
  if (now === null) return null
  const seconds = Math.max(0, Math.round((Date.parse(until) - now) / 1000))
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <Text size="sm" c="dimmed" role="timer" aria-live="off" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {seconds > 0 ? `${clock} left` : 'About to end'}
    </Text>
  )
}
