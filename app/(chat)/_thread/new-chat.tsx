'use client'

import { useState } from 'react'
import { v7 as uuidv7 } from 'uuid'
import { Thread } from './thread'

/** An empty chat. Its id is made here; the server learns of it with the first message. */
export function NewChat({ modelLabel }: { modelLabel: string }) {
  const [chatId] = useState(() => uuidv7())
  return <Thread chatId={chatId} messages={[]} saved={false} modelLabel={modelLabel} />
}
