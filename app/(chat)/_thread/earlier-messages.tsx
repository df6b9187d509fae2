import { Center } from '@mantine/core'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { LoadMore } from '@/app/_ui/load-more'
import { useWords } from '@/app/_ui/spoken'

interface EarlierMessagesProps {
  hasMore: boolean
  loading: boolean
  load: () => void
  /** The id of the first message shown. */
  first: string | undefined
  /** The scroll box around the messages. */
  box: RefObject<HTMLElement | null>
}

/**
 * The button that loads earlier messages. The message that the reader was looking at stays in place when others appear
 * above it.
 */
export function EarlierMessages({ hasMore, loading, load, first, box }: EarlierMessagesProps) {
  const place = useRef<{ first: HTMLElement; top: number } | null>(null)
  // Read at the press: when this component mounts, the box around it does not exist yet.
  const loadAbove = () => {
    const now = box.current?.querySelector<HTMLElement>('[data-message]')
    place.current = now ? { first: now, top: now.offsetTop } : null
    load()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: messages above change which one is the first
  useLayoutEffect(() => {
    const before = place.current
    place.current = null
    if (before?.first.isConnected && box.current) box.current.scrollTop += before.first.offsetTop - before.top
  }, [first])
  return (
    <Center mb="md">
      <LoadMore {...{ hasMore, loading }} shown={first} onLoad={loadAbove} label={useWords().chat.message.earlier} />
    </Center>
  )
}
