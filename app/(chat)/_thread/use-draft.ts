import { useEffect, useRef, useState } from 'react'

/**
 * The words that the customer is writing, kept in this tab under `key` until they are sent. A reload or a sign-in loses
 * no word. When the key changes, as when a new chat gets its address, the words move along.
 * @param unsent words that were sent and that the bank does not have; they are kept too, before the draft
 */
export function useDraft(key: string, unsent: string) {
  const [draft, setDraft] = useState('')
  const keptUnder = useRef<string | null>(null)
  useEffect(() => {
    const before = keptUnder.current
    keptUnder.current = key
    if (before === null) {
      // Words typed before the page was ready win over the kept ones.
      const kept = sessionStorage.getItem(key)
      return setDraft((typed) => typed || (kept ?? ''))
    }
    if (before !== key) sessionStorage.removeItem(before)
    const words = [unsent, draft].filter(Boolean).join('\n')
    if (words) sessionStorage.setItem(key, words)
    else sessionStorage.removeItem(key)
  }, [key, draft, unsent])
  return [draft, setDraft] as const
}
