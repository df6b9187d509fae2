'use client'

import { Text } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { bankNow } from './bank-clock'
import { useSpeech } from './spoken'

/**
 * A countdown of minutes and seconds to an instant. It is not announced, since a screen reader would read every second.
 * It never says that the request has ended, because only the bank ends a request.
 */
export function TimeLeft({ until }: { until: string }) {
  const { words, say } = useSpeech()
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
      {seconds > 0 ? say(words.frame.time.left, { clock }) : words.frame.time.ending}
    </Text>
  )
}
