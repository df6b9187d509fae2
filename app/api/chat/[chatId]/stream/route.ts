import { UI_MESSAGE_STREAM_HEADERS } from 'ai'
import { requireCustomer } from '@/lib/auth0/session'
import { getChat } from '@/lib/chats/chat'
import { joinAnswer } from '@/lib/chats/join-answer'
import { answer } from '@/lib/http/answer'

interface Context {
  params: Promise<{ chatId: string }>
}

/** Joins the answer that is running in this chat, from its beginning; 204 when none runs. */
export const GET = answer(async (_request: Request, { params }: Context) => {
  const customer = await requireCustomer()
  const chat = await getChat(customer.id, (await params).chatId)
  const stream = await joinAnswer(chat.id)
  if (!stream) return new Response(null, { status: 204 })
  return new Response(stream, {
    headers: { ...UI_MESSAGE_STREAM_HEADERS, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  })
})
