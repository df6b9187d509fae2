import { type RefObject, useEffect, useRef } from 'react'
import { sayAloud } from '@/app/_ui/aloud'
import { useWords } from '@/app/_ui/spoken'
import { wordsIn } from '@/app/_ui/words-in'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

interface Heard {
  messages: AiyaMessage[]
  /** Whether the newest message may not be whole. */
  answering: boolean
  /** Whether the message is sent and no word of the answer has come. */
  waiting: boolean
  /** What holds the messages. */
  content: RefObject<HTMLElement | null>
}

/** Says each new answer once it is whole, with what stands on its cards. What was there when the chat opened is not said. */
export function useAnswerAloud({ messages, answering, waiting, content }: Heard): void {
  const { thread } = useWords().chat
  const newest = messages.at(-1)
  const heard = useRef(newest?.id)
  useEffect(() => {
    if (waiting) sayAloud(thread.thinking)
  }, [waiting, thread])
  useEffect(() => {
    if (answering || !newest || heard.current === newest.id) return
    heard.current = newest.id
    // How an approval ended its card has said.
    if (newest.role !== 'assistant' || newest.id.startsWith('approval-')) return
    const drawn = content.current?.querySelectorAll('[data-message]')
    const answer = drawn?.[drawn.length - 1]
    if (answer) sayAloud(wordsIn(answer))
  }, [answering, newest, content])
}
