'use client'

import { ActionIcon, Textarea } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { type FormEvent, type KeyboardEvent, useRef } from 'react'
import { MESSAGE_CHARACTERS_MAX } from '@/lib/text/limits'
import classes from './composer.module.css'

interface ComposerProps {
  draft: string
  onDraft: (text: string) => void
  /** Why nothing can be sent now, or null. */
  hold: string | null
  onSend: (text: string) => void
}

/** Where the customer writes. Enter sends, Shift and Enter begin a new line. */
export function Composer({ draft, onDraft, hold, onSend }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const ready = hold === null && draft.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    onSend(draft.trim())
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !isOfInputMethod(event.nativeEvent)) submit(event)
  }
  return (
    <form className={classes.composer} onSubmit={submit}>
      <Textarea
        ref={field}
        aria-label="Message Aiya"
        placeholder={hold ?? 'Ask about your accounts, or move money'}
        className={classes.field}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={MESSAGE_CHARACTERS_MAX}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      <ActionIcon type="submit" aria-label="Send" size="lg" radius="xl" disabled={!ready}>
        <IconArrowUp size={18} />
      </ActionIcon>
    </form>
  )
}

/**
 * Whether an input method takes this key: its Enter picks a word and must not send. Safari ends the composition before
 * the Enter that ended it, and tells by the key code alone (229, UI Events section 7.3.1).
 */
function isOfInputMethod({ isComposing, keyCode }: globalThis.KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}
