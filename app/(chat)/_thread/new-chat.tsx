'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { v7 as uuidv7 } from 'uuid'
import { Thread } from './thread'

/** The address where a new chat begins. Its first answer gives the chat an address of its own, on the same page. */
const START = '/aiya'

interface NewChatProps {
  customerId: string
  modelLabel: string | null
  hasOrders: boolean
  /** Words that the customer came to send, which the field is filled in with. */
  words?: string | undefined
}

/**
 * An empty chat. The browser makes its id, and the server learns it with the first message. A customer who returns to
 * the start, by the link or after deleting the chat, begins another chat.
 */
export function NewChat({ customerId, modelLabel, hasOrders, words }: NewChatProps) {
  const pathname = usePathname()
  const [chat, setChat] = useState(() => ({ id: uuidv7(), pathname }))
  /** The chat whose address the browser shows. Next may learn of that address later. */
  const shown = useRef('')
  if (chat.pathname !== pathname) setChat({ id: pathname === START ? uuidv7() : chat.id, pathname })
  const router = useRouter()
  // The browser's Back button may lead to the address of a chat that began here, and Next then shows this same page
  // with another chat or none. The server knows what belongs at that address.
  const elsewhere = pathname !== START && pathname !== `${START}/${chat.id}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: each such address is read anew
  useEffect(() => {
    if (elsewhere) router.refresh()
  }, [elsewhere, pathname, router])
  // If a link to the start is followed before Next knows the chat's address, Next sees no change of address.
  useEffect(() => {
    if (shown.current === chat.id && pathname === START && window.location.pathname === START) {
      setChat({ id: uuidv7(), pathname })
    }
  })
  if (elsewhere) return null
  return (
    <Thread
      key={chat.id}
      chatId={chat.id}
      customerId={customerId}
      messages={[]}
      before={null}
      saved={false}
      modelLabel={modelLabel}
      hasOrders={hasOrders}
      words={words}
      onBegun={() => {
        shown.current = chat.id
        window.history.replaceState(null, '', `${START}/${chat.id}`)
      }}
    />
  )
}
