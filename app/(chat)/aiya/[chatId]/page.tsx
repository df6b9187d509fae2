import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { agentTransfers, chats, payees } from '@/app/_ui/first-reads'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { chosenModelLabel } from '@/lib/ai/model-label'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { getChat } from '@/lib/chats/chat'
import { loadMessages } from '@/lib/chats/message-page'
import { businesses } from '@/lib/platform/businesses'
import { Problem } from '@/lib/platform/http/problem'
import { Thread } from '../../_thread/thread'

export const metadata: Metadata = { title: 'Aiya' }

interface Props {
  params: Promise<{ chatId: string }>
}

export default async function ChatPage({ params }: Props) {
  const { chatId } = await params
  const customer = await requirePageCustomer(`/aiya/${chatId}`)
  const chat = await getChat(customer.id, chatId).catch((error: unknown) => {
    if (error instanceof Problem) notFound()
    throw error
  })
  const { messages, before } = await loadMessages(chat.id)
  return (
    <MadeFor customerId={customer.id}>
      <ReadAlready answers={{ ...agentTransfers(customer.id), ...payees(customer.id) }} firstPages={chats(customer.id)}>
        <Thread
          key={chat.id}
          chatId={chat.id}
          customerId={customer.id}
          messages={messages as AiyaMessage[]}
          before={before}
          saved
          modelLabel={chosenModelLabel()}
          hasOrders={businesses().length > 0}
        />
      </ReadAlready>
    </MadeFor>
  )
}
