import { useEffect, useState } from 'react'

/** `opened`, but false at first: a dialog of Mantine's keeps where to return the focus only when it sees itself open. */
export function useOpenedAfterMount(opened: boolean): boolean {
  const [shown, setShown] = useState(false)
  useEffect(() => setShown(opened), [opened])
  return shown
}
