import { useEffect, useRef, useState } from 'react'

/**
 * For a menu that takes the place of a button that was pressed. Its own button gets the focus before it opens, so that the
 * focus returns there when it closes.
 */
export function useOpenAtOnce() {
  const button = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    button.current?.focus({ preventScroll: true })
    setOpened(true)
  }, [])
  return { button, opened, setOpened }
}
