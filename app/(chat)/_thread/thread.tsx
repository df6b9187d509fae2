'use client'

import { Badge, Group, Text, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { FrozenBanner } from '@/app/_ui/frozen-banner'
import { useWords } from '@/app/_ui/spoken'
import type { Words } from '@/app/_words/dictionary'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { loadMarkdown } from './aiyas-text'
import { RatedChat } from './answer-thumbs'
import { ChatTrouble, type Trouble } from './chat-trouble'
import { Composer } from './composer'
import { COMPOSER } from './composer-id'
import { EarlierMessages } from './earlier-messages'
import { onlyLooksUp } from './found-card'
import { MessageList } from './message-list'
import { NewestButton } from './newest-button'
import { OfferedWords } from './offered-words'
import { Suggestions } from './suggestions'
import classes from './thread.module.css'
import { useAiya } from './use-aiya'
import { useAnswerAloud } from './use-answer-aloud'
import { useDraft } from './use-draft'
import { useEdit } from './use-edit'
import { useEndInView } from './use-end-in-view'
import { wordsOf } from './words-of'

interface ThreadProps {
  chatId: string
  /** The customer whose chat this is; a draft is kept for this customer only. */
  customerId: string
  messages: AiyaMessage[]
  /** The cursor of the messages before these, or null. */
  before: string | null
  /** Whether the server knows the chat; then its running answer is joined, if there is one. */
  saved: boolean
  modelLabel: string | null
  /** Whether this bank has businesses where Aiya can buy. */
  hasOrders: boolean
  /** Words that the customer came to send, which the field is filled in with. They are not sent. */
  words?: string | undefined
  /** Set where the chat stands beside a page, and whether the field then gets the focus. */
  beside?: { focus: boolean }
  /** Called once, when the bank has come to know a new chat. */
  onBegun?: () => void
}

/**
 * One chat: the messages, the running answer, and the field for the next message. The history comes from the server.
 */
export function Thread({
  chatId,
  customerId,
  messages: history,
  before,
  saved,
  modelLabel,
  hasOrders,
  words,
  beside,
  onBegun,
}: ThreadProps) {
  const all = useWords()
  const { thread: said } = all.chat
  const signedOut = useRef<(words: string) => void>(() => {})
  const aiya = useAiya({
    chatId,
    history,
    before,
    saved,
    onSignedOut: (words) => signedOut.current(words),
    onBegun,
  })
  const { messages, streaming, trouble } = aiya
  const [draft, setDraft] = useDraft(`draft:${customerId}:${saved || aiya.begun ? chatId : 'new'}`, aiya.unsent)
  useEffect(() => {
    if (!words) return
    // Once: from now on they are a draft like any other.
    window.history.replaceState(null, '', window.location.pathname)
    setDraft((draft) => (draft.endsWith(words) ? draft : `${draft}\n${words}`.trimStart()))
  }, [words, setDraft])
  // The words return to the field after the customer has signed in again. At once: the page is about to be left.
  signedOut.current = (words) => flushSync(() => setDraft(words))
  const offered = useRef('')
  // Words of the customer's own are kept; only a sentence that another button wrote is replaced.
  const offer = useCallback(
    (words: string) => {
      flushSync(() => setDraft((draft) => (draft === offered.current ? words : `${draft}\n${words}`).trimStart()))
      offered.current = words
      markNumber(words)
    },
    [setDraft],
  )
  const edit = useEdit(draft, setDraft)
  const answering = streaming || trouble?.kind === 'looking'
  const { box, content, onScroll, away, news, toEnd } = useEndInView(messages.at(-1))
  useAnswerAloud({ messages, answering, waiting: aiya.waiting, content })

  const say = (text: string) => {
    setDraft('')
    toEnd()
    void loadMarkdown()
    // A message that was taken back meanwhile is none that the bank knows.
    void aiya.send(text, messages.find(({ id }) => id === edit.of)?.id)
    edit.end()
  }
  const pick = (text: string) => {
    // The button goes away, and on a touch screen the field's keyboard would cover the answer.
    const field = window.matchMedia('(pointer: fine)').matches && document.getElementById(COMPOSER)
    ;(field || box.current)?.focus({ preventScroll: true })
    say(text)
  }
  const takeBack = () => setDraft([aiya.takeBack(), draft].filter(Boolean).join('\n'))
  const lastOwn = messages.findLast(({ role }) => role === 'user')
  const retry = (answer: AiyaMessage) => {
    const words = lastOwn ? wordsOf(lastOwn) : ''
    // An answer that may have asked for something is not asked for again without a look at the words.
    const asked = !onlyLooksUp(answer.parts) || answer.parts.some(({ type }) => type === 'data-approval')
    if (answer.metadata?.ending !== 'error' && !asked) return say(words)
    flushSync(() => setDraft((draft) => draft || words))
    document.getElementById(COMPOSER)?.focus()
  }
  const backToEnd = () => {
    toEnd()
    // The button disappears, so the focus moves to the messages, where reading goes on by keyboard.
    box.current?.focus({ preventScroll: true })
  }
  const onLogKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && streaming) {
      event.preventDefault()
      aiya.stop()
    }
    // Only from here, and not from everywhere: speech input types letters (WCAG 2.1.4).
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    document.getElementById(COMPOSER)?.focus()
  }
  // Trouble with the customer's own message scrolls into view, wherever the customer was reading.
  const kind = trouble?.kind
  useEffect(() => {
    if (kind) toEnd()
  }, [kind, toEnd])

  return (
    <div className={classes.thread}>
      <div className={classes.banner}>
        <FrozenBanner short />
      </div>
      <div className={classes.conversation}>
        <div
          ref={box}
          onScroll={onScroll}
          onKeyDown={onLogKey}
          className={classes.log}
          role="log"
          // What is new is said once it is whole (use-answer-aloud.ts), not each word and each line of a card as it comes.
          aria-live="off"
          aria-label={said.conversation}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, the arrow keys scroll it
          tabIndex={0}
          aria-busy={answering}
        >
          <div ref={content}>
            {messages.length === 0 ? (
              <Suggestions onPick={pick} hasOrders={hasOrders} beside={Boolean(beside)} />
            ) : (
              <>
                <VisuallyHidden component={beside ? 'h3' : 'h1'}>{said.title}</VisuallyHidden>
                <EarlierMessages {...aiya.earlier} first={messages[0]?.id} box={box} />
                <RatedChat value={chatId}>
                  <OfferedWords value={offer}>
                    <MessageList
                      messages={messages}
                      streaming={streaming}
                      retry={answering || trouble ? undefined : retry}
                      edit={edit.begin}
                    />
                  </OfferedWords>
                </RatedChat>
                {aiya.waiting && (
                  <Text c="dimmed" size="sm" mt="lg">
                    {said.thinking}
                  </Text>
                )}
              </>
            )}
            {trouble && (
              <ChatTrouble
                trouble={trouble}
                takeBack={takeBack}
                sendAgain={() => void aiya.sendAgain()}
                lookAgain={aiya.lookAgain}
              />
            )}
          </div>
        </div>
        {away && <NewestButton news={news} onPress={backToEnd} />}
      </div>
      <Composer
        draft={draft}
        takesFocus={beside?.focus ?? true}
        onDraft={setDraft}
        onBringBack={() => lastOwn && edit.begin(lastOwn)}
        onLeaveEdit={edit.of === undefined ? null : edit.leave}
        hold={holdOf(answering, trouble, all)}
        onSend={say}
        onStop={streaming ? aiya.stop : null}
      />
      <Group justify="center" gap="xs" className={classes.footer}>
        <ModelName label={modelLabel} />
        <Text size="xs" c="dimmed">
          {said.footer}
        </Text>
      </Group>
    </div>
  )
}

/** Why nothing can be sent at the moment, or null: an answer runs, or the last message is not settled. */
function holdOf(answering: boolean, trouble: Trouble | null, { chat }: Words): string | null {
  if (answering) return chat.composer.answering
  return trouble && trouble.kind !== 'apology' ? chat.composer.settle : null
}

/** Goes to the words at the end of the customer's message and marks their number, so that the next key replaces it. */
function markNumber(words: string): void {
  const field = document.getElementById(COMPOSER)
  if (!(field instanceof HTMLTextAreaElement)) return
  const at = field.value.length - words.length + words.indexOf('1')
  field.focus()
  field.setSelectionRange(at, at + 1)
}

function ModelName({ label }: { label: string | null }) {
  const { builtInModel } = useWords().chat.thread
  return (
    <Badge variant="light" color="gray" fw={500}>
      {label ?? builtInModel}
    </Badge>
  )
}
