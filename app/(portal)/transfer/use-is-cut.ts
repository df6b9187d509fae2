import { type RefObject, useLayoutEffect, useState } from 'react'

/** Whether a field of one line is too narrow for its text, at whatever width it has. */
export function useIsCut(input: RefObject<HTMLInputElement | null>, text: string): boolean {
  const [isCut, setIsCut] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is measured in the field
  useLayoutEffect(() => {
    const field = input.current
    if (!field) return
    const measure = () => setIsCut(field.scrollWidth > field.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(field)
    return () => observer.disconnect()
  }, [input, text])
  return isCut
}
