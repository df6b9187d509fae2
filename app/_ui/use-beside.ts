import { useMediaQuery } from '@mantine/hooks'
import { usePathname } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useWhenNeeded } from './use-when-needed'

/** Wide enough for a page and a chat beside it; shell.module.css has the same. */
const WIDE = '(min-width: 1000px)'
/** Where this tab keeps that the chat is open, until it is closed. */
const KEPT = 'aiya-beside'
/** The panel's id. */
export const BESIDE = 'aiya-beside'

const TOGGLE = `[aria-controls="${BESIDE}"]`

const load = () => import('@/app/(chat)/_beside/chat-beside').then(({ ChatBeside }) => ChatBeside)

/**
 * Aiya's chat beside a page: opened and closed by a button or by Control (or Command) with J, loaded when it is first
 * opened, and kept open from page to page. There is none on Aiya's own pages, nor on a screen too narrow for both.
 */
export function useBeside() {
  const pathname = usePathname()
  const wide = useMediaQuery(WIDE, false)
  const offered = wide && pathname !== '/aiya' && !pathname.startsWith('/aiya/')
  const [Chat, need] = useWhenNeeded(load)
  const [opened, setOpened] = useState(false)
  const [loading, setLoading] = useState(false)
  /** What had the focus before the chat was opened; null where this page came with the chat open. */
  const opener = useRef<Element | null>(null)

  const show = useCallback(async () => {
    setLoading(true)
    const isThere = await need()
    setLoading(false)
    if (!isThere) return
    sessionStorage.setItem(KEPT, 'open')
    setOpened(true)
  }, [need])
  const open = () => {
    opener.current = document.activeElement
    void show()
  }
  const close = () => {
    sessionStorage.removeItem(KEPT)
    setOpened(false)
    // Whoever is elsewhere on the page stays there.
    if (!document.getElementById(BESIDE)?.contains(document.activeElement)) return
    const before = opener.current
    const back = before?.isConnected && before !== document.body ? before : document.querySelector(TOGGLE)
    if (back instanceof HTMLElement) back.focus()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a page
  useEffect(() => {
    if (sessionStorage.getItem(KEPT)) void show()
  }, [])
  useEffect(() => {
    if (!offered) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'j' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (opened) close()
      else open()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
  return { offered, opened: opened && offered, loading, open, close, Chat, focus: opener.current !== null }
}
