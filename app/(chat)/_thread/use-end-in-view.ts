import { useCallback, useEffect, useRef, useState } from 'react'

/** Within this distance from the end, the box follows new content. */
const NEAR_END_PIXELS = 80
/** Beyond this distance from the end, the button to the end is offered. */
const AWAY_PIXELS = 200

/**
 * Keeps the end of a scroll box in view while its content grows, unless the reader has scrolled up.
 * @param newest the last thing in the box; a change of it out of sight is news
 */
export function useEndInView(newest: unknown) {
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const top = useRef(0)
  const [away, setAway] = useState(false)
  const [news, setNews] = useState(false)

  const toEnd = useCallback(() => {
    following.current = true
    if (!box.current) return
    box.current.scrollTop = box.current.scrollHeight
    // Stored at once: a reader who scrolls up within the same frame causes one event only.
    top.current = box.current.scrollTop
  }, [])

  const onScroll = useCallback(() => {
    if (!box.current) return
    const { scrollHeight, scrollTop, clientHeight } = box.current
    const gap = scrollHeight - scrollTop - clientHeight
    // Only the reader scrolls up. Content that has grown since the last jump to the end leaves a gap as well.
    if (gap < NEAR_END_PIXELS) following.current = true
    else if (scrollTop < top.current) following.current = false
    top.current = scrollTop
    setAway(!following.current && gap > AWAY_PIXELS)
    if (following.current) setNews(false)
  }, [])

  useEffect(() => {
    const observer = new ResizeObserver(() => (following.current ? toEnd() : onScroll()))
    for (const element of [box.current, content.current]) if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [toEnd, onScroll])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the newest is the news
  useEffect(() => {
    if (!following.current) setNews(true)
  }, [newest])

  return { box, content, onScroll, away, news, toEnd }
}
