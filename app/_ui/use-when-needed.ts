import { type ComponentType, useState } from 'react'
import { tell } from './notices'
import { useWords } from './spoken'

/**
 * A part of the page whose script is loaded when it is first needed, such as a menu at its first press.
 * @returns the part, or null until it is there; and a function that gets it, which says whether it is there
 */
export function useWhenNeeded<P>(load: () => Promise<ComponentType<P>>) {
  const { notLoaded } = useWords().frame
  const [Part, setPart] = useState<ComponentType<P> | null>(null)
  const need = async (): Promise<boolean> => {
    try {
      const loaded = await load()
      setPart(() => loaded)
      return true
    } catch {
      tell({ ...notLoaded, color: 'yellow' })
      return false
    }
  }
  return [Part, need] as const
}
