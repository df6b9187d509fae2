import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { chosenModel } from '@/lib/ai/chosen-model'
import { requirePageCustomer } from '@/lib/auth0/page-customer'
import { getChat, loadMessages } from '@/lib/chats/chat'
import { Problem } from '@/lib/http/problem'
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
  const messages = (await loadMessages(chat.id)) as AiyaMessage[]
  return <Thread key={chat.id} chatId={chat.id} messages={messages} saved modelLabel={chosenModel().label} />
}
