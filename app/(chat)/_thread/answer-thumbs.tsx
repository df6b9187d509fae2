import { ActionIcon } from '@mantine/core'
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react'
import { createContext, useContext, useState } from 'react'
import { callBank } from '@/app/_ui/api'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useWords } from '@/app/_ui/spoken'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

type Rating = NonNullable<AiyaMessage['rating']>

/** The chat whose answers are rated. */
export const RatedChat = createContext('')

const THUMBS = [
  { rating: 'up', name: 'good', Icon: IconThumbUp },
  { rating: 'down', name: 'bad', Icon: IconThumbDown },
] as const

/** Two buttons by which the customer tells the bank what they think of an answer. A second press takes it back. */
export function AnswerThumbs({ message }: { message: AiyaMessage }) {
  const words = useWords()
  const chatId = useContext(RatedChat)
  // undefined: nothing has been pressed on this page.
  const [pressed, setPressed] = useState<Rating | null>()
  const [sending, setSending] = useState(false)
  const shown = pressed === undefined ? (message.rating ?? null) : pressed
  const rate = async (rating: Rating) => {
    // A button that is disabled would lose the focus.
    if (sending) return
    setSending(true)
    const next = shown === rating ? null : rating
    setPressed(next)
    try {
      const path = `/api/chat/${chatId}/ratings/${message.id}`
      await (next ? callBank('PUT', path, { rating: next }) : callBank('DELETE', path))
    } catch (error) {
      setPressed(shown)
      tell(failureOf(error, words.chat.answer.notKept, words))
    } finally {
      setSending(false)
    }
  }
  return THUMBS.map(({ rating, name, Icon }) => (
    <ActionIcon
      key={rating}
      variant={shown === rating ? 'light' : 'subtle'}
      color={shown === rating ? undefined : 'gray'}
      size={24}
      aria-label={words.chat.answer[name]}
      aria-pressed={shown === rating}
      onClick={() => void rate(rating)}
    >
      <Icon size={16} fill={shown === rating ? 'currentColor' : 'none'} aria-hidden />
    </ActionIcon>
  ))
}
