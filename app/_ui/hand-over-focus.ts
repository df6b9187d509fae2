import { useEffect, useRef } from 'react'

/**
 * Hands the focus from a control that disappears after its work to the element with this id, so that the focus does not
 * fall to the beginning of the page. A focus that is elsewhere by then stays there.
 * @returns a function to call when the control is pressed
 */
export function useHandOverFocus(to: string): () => void {
  const pressed = useRef(false)
  useEffect(() => {
    return () => {
      if (!pressed.current) return
      // One frame later, when the element that takes the control's place is in the page.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.getElementById(to)?.focus({ preventScroll: true })
      })
    }
  }, [to])
  return () => {
    pressed.current = true
  }
}
