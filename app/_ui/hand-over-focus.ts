import { useEffect, useRef } from 'react'

/**
 * Hands the focus from a control that disappears after its work to the element with this id, so that the focus does not
 * fall to the beginning of the page. A focus that is elsewhere by then stays there.
 * @param orElse the id of what gets the focus where `to` has left the page as well
 * @returns a function to call when the control is pressed
 */
export function useHandOverFocus(to: string, orElse = ''): () => void {
  const pressed = useRef(false)
  useEffect(() => {
    return () => {
      if (!pressed.current) return
      // One frame later, when the element that takes the control's place is in the page.
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return
        const next = document.getElementById(to) ?? document.getElementById(orElse)
        next?.focus({ preventScroll: true })
      })
    }
  }, [to, orElse])
  return () => {
    pressed.current = true
  }
}
