'use client'

import { Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { sayAloud } from './aloud'
import { BusyButton } from './busy-button'
import { useWords } from './spoken'

interface LoadMoreProps {
  hasMore: boolean
  loading: boolean
  /** How many entries are shown, or the outermost of them: it changes when more have come. */
  shown: number | string | undefined
  onLoad: () => void
  label?: string
}

/**
 * The button of a list that has more entries. It keeps the focus while it works, and says that more have come. When
 * nothing is left, a line says so and takes the focus from the pressed button.
 */
export function LoadMore({ hasMore, loading, shown, onLoad, label }: LoadMoreProps) {
  const { list } = useWords().frame
  const pressed = useRef(false)
  const asked = useRef<{ shown: LoadMoreProps['shown'] } | null>(null)
  const end = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (!hasMore && pressed.current) end.current?.focus({ preventScroll: true })
  }, [hasMore])
  useEffect(() => {
    if (loading || !asked.current || asked.current.shown === shown) return
    asked.current = null
    if (hasMore) sayAloud(list.loaded)
  }, [loading, shown, hasMore, list])
  if (!hasMore) {
    return pressed.current ? (
      <Text ref={end} tabIndex={-1} size="sm" c="dimmed" ta="center">
        {list.end}
      </Text>
    ) : null
  }
  const load = () => {
    pressed.current = true
    asked.current = { shown }
    onLoad()
  }
  return (
    <BusyButton variant="default" busy={loading} onClick={load} style={{ alignSelf: 'center' }}>
      {label ?? list.more}
    </BusyButton>
  )
}
