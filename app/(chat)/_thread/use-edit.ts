import { useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { COMPOSER } from './composer-id'
import { wordsOf } from './words-of'

interface Edit {
  /** The message whose words are in the field. */
  id: string
  /** What was in the field before. */
  before: string
}

/**
 * The edit of an earlier message of the customer's: its words are put into the field, and what is then sent is a new message
 * at the end of the chat that names the earlier one. The earlier one stays, as does what it has asked for (decision 074).
 */
export function useEdit(draft: string, setDraft: (text: string) => void) {
  const [edit, setEdit] = useState<Edit | null>(null)
  const now = useRef({ draft, edit })
  now.current = { draft, edit }
  // One function for all messages of a chat, so that none is drawn again.
  const begin = useCallback(
    (message: AiyaMessage) => {
      const before = now.current.edit?.before ?? now.current.draft
      flushSync(() => {
        setEdit({ id: message.id, before })
        setDraft(wordsOf(message))
      })
      document.getElementById(COMPOSER)?.focus()
    },
    [setDraft],
  )
  return {
    begin,
    /** The id of the message that is being edited, or undefined. */
    of: edit?.id,
    end: () => setEdit(null),
    /** Ends the edit; the field then has the words that were there before. */
    leave: () => {
      setDraft(edit?.before ?? '')
      setEdit(null)
      document.getElementById(COMPOSER)?.focus()
    },
  }
}
