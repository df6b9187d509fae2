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
  const pathname = usePathname()
  const [chat, setChat] = useState(() => ({ id: uuidv7(), pathname }))
  if (chat.pathname !== pathname) setChat({ id: pathname === START ? uuidv7() : chat.id, pathname })
  const router = useRouter()
  // The browser's Back leads to the address of a chat that began here, and Next shows the page that was there: this one,
  // with another chat or none. The server knows what belongs there.
  const elsewhere = pathname !== START && pathname !== `${START}/${chat.id}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: each such address is asked for anew
  useEffect(() => {
    if (elsewhere) router.refresh()
  }, [elsewhere, pathname, router])
  if (elsewhere) return null
  return <Thread key={chat.id} chatId={chat.id} messages={[]} saved={false} modelLabel={modelLabel} />
}
