'use client'

import { Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { BusyButton } from './busy-button'
import { useWords } from './spoken'

interface LoadMoreProps {
  hasMore: boolean
  loading: boolean
  onLoad: () => void
  label?: string
}

/**
 * The button below a list that has more entries. It keeps the focus while it works. When nothing is left, a line says
 * so and takes the focus from the pressed button.
 */
export function LoadMore({ hasMore, loading, onLoad, label }: LoadMoreProps) {
  const { list } = useWords().frame
  const pressed = useRef(false)
  const end = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (!hasMore && pressed.current) end.current?.focus({ preventScroll: true })
  }, [hasMore])
  if (!hasMore) {
    return pressed.current ? (
      <Text ref={end} tabIndex={-1} size="sm" c="dimmed" ta="center">
        {list.end}
      </Text>
    ) : null
  }
  const load = () => {
    pressed.current = true
    onLoad()
  }
  return (
    <BusyButton variant="default" busy={loading} onClick={load} style={{ alignSelf: 'center' }}>
      {label ?? list.more}
    </BusyButton>
  )
}
