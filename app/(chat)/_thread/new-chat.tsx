'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { v7 as uuidv7 } from 'uuid'
import { Thread } from './thread'

/** Where a new chat begins. Its first answer gives it an address of its own, on the page that it began on. */
const START = '/aiya'

/**
 * An empty chat. Its id is made here; the server learns of it with the first message. Who comes back to the start, by
 * the link or since the chat was deleted, begins another one.
 */
export function NewChat({ modelLabel }: { modelLabel: string }) {
  const atStart = usePathname() === START
  const [chat, setChat] = useState(() => ({ id: uuidv7(), atStart }))
  if (chat.atStart !== atStart) setChat({ id: atStart ? uuidv7() : chat.id, atStart })
  const [comesBack] = useState(!atStart)
  const router = useRouter()
  // The browser's Back leads to the chat's own address, and Next shows the page that was there: this one, empty. The
  // server knows what belongs there.
  useEffect(() => {
    if (comesBack) router.refresh()
  }, [comesBack, router])
  if (comesBack && !atStart) return null
  return <Thread key={chat.id} chatId={chat.id} messages={[]} saved={false} modelLabel={modelLabel} />
}
