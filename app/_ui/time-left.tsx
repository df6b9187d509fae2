'use client'

import { Text } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useEffect, useState } from 'react'

/** Minutes and seconds until an instant, counted down. Not announced: a screen reader would hear every second. */
export function TimeLeft({ until }: { until: string }) {
  const [now, setNow] = useState<number | null>(null)
  const { start, stop } = useInterval(() => setNow(Date.now()), 1_000)
  useEffect(() => {
    setNow(Date.now())
    start()
    return stop
  }, [start, stop])
  if (now === null) return null
  const seconds = Math.max(0, Math.round((Date.parse(until) - now) / 1000))
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <Text size="sm" c="dimmed" role="timer" aria-live="off" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {seconds > 0 ? `${clock} left` : 'Time is up'}
    </Text>
  )
}
