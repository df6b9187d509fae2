'use client'

import { ActionIcon, Text, Textarea } from '@mantine/core'
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Form } from '@/app/_ui/form'
import { useSpeech } from '@/app/_ui/spoken'
import { charactersIn, inWords, tooLong } from '@/app/_ui/text-limit'
import type { Speech } from '@/app/_words/speech'
import { MESSAGE_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import classes from './composer.module.css'
import { COMPOSER } from './composer-id'
import { EDIT_NOTE, EditNote } from './edit-note'

/** From this length on the customer sees how much room is left. */
const COUNTED_FROM = MESSAGE_CHARACTERS_MAX * 0.9

interface ComposerProps {
  draft: string
  /** Whether the field gets the focus when it appears. */
  takesFocus: boolean
  onDraft: (text: string) => void
  /** Brings back the customer's last message, if there is one. */
  onBringBack: () => void
  /** Ends the edit of an earlier message; null where none is edited. */
  onLeaveEdit: (() => void) | null
  /** Why nothing can be sent at the moment, or null. */
  hold: string | null
  onSend: (text: string) => void
  /** Stops the running answer; null where none runs. */
  onStop: (() => void) | null
}

/**
 * The field for the customer's message. Enter sends, Shift with Enter begins a new line, Escape stops the answer or ends
 * an edit, and the arrow up in an empty field brings back the last message, which can be changed and sent as another one.
 */
export function Composer({
  draft,
  takesFocus,
  onDraft,
  onBringBack,
  onLeaveEdit,
  hold,
  onSend,
  onStop,
}: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  // The hold that stopped an Enter. The words about it go away when the hold does.
  const [ranInto, setRanInto] = useState<string | null>(null)
  const words = draft.trim()
  const speech = useSpeech()
  const { composer: said } = speech.words.chat
  const problem = tooLong(words, MESSAGE_CHARACTERS_MAX, speech)
  const ready = hold === null && words !== '' && !problem
  useEffect(() => {
    // Not on a touch screen, where the keyboard would cover the chat.
    if (takesFocus && window.matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true })
  }, [takesFocus])
  const described = onLeaveEdit ? `${EDIT_NOTE} message-note` : 'message-note'
  useEffect(() => {
    // Mantine's field leaves out notes that are not its own.
    field.current?.setAttribute('aria-describedby', described)
  }, [described])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (hold !== null && words !== '') setRanInto(hold)
    if (!ready) return
    onSend(words)
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isOfInputMethod(event.nativeEvent)) return
    if (event.key === 'Enter' && !event.shiftKey) submit(event)
    const leave = onStop ?? onLeaveEdit
    if (event.key === 'Escape' && leave) {
      event.preventDefault()
      leave()
    }
    if (event.key !== 'ArrowUp' || draft !== '' || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)
      return
    event.preventDefault()
    onBringBack()
  }
  const stop = () => {
    onStop?.()
    field.current?.focus()
  }
  return (
    <Form onSubmit={submit} className={classes.form}>
      {onLeaveEdit && <EditNote onLeave={onLeaveEdit} />}
      <div className={classes.composer}>
        <Textarea
          ref={field}
          id={COMPOSER}
          aria-label={said.name}
          error={problem !== null}
          withErrorStyles={false}
          placeholder={hold ?? said.placeholder}
          className={classes.field}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={6}
          value={draft}
          onChange={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {onStop && (
          <ActionIcon variant="default" aria-label={said.stop} size="lg" radius="xl" onClick={stop}>
            <IconPlayerStopFilled size={16} aria-hidden />
          </ActionIcon>
        )}
        <ActionIcon type="submit" aria-label={said.send} size="lg" radius="xl" disabled={!ready}>
          <IconArrowUp size={18} aria-hidden />
        </ActionIcon>
      </div>
      <Text id="message-note" size="xs" c={problem ? 'red' : 'dimmed'} className={classes.note} aria-live="polite">
        {problem ?? (hold !== null && ranInto === hold ? `${hold} ${said.stays}` : room(words, speech))}
      </Text>
    </Form>
  )
}

/** The length used so far, once the room gets short. */
function room(words: string, speech: Speech): string | null {
  const count = charactersIn(words)
  if (count < COUNTED_FROM) return null
  const { words: all, say } = speech
  return say(all.chat.composer.room, { count: inWords(count, speech), most: inWords(MESSAGE_CHARACTERS_MAX, speech) })
}

/**
 * Whether an input method takes this key: its Enter picks a word and must not send. Safari ends the composition before
 * that Enter, and only the key code 229 tells (UI Events section 7.3.1).
 */
function isOfInputMethod({ isComposing, keyCode }: globalThis.KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}
