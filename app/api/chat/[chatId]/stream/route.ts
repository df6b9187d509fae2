import { eventResponse } from '@/lib/ai/answer-response'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { endsWithSession } from '@/lib/auth0/session/ends-with-session'
import { requireCustomer } from '@/lib/auth0/session/session'
import { getChat } from '@/lib/chats/chat'
import { joinAnswer } from '@/lib/chats/join-answer'
import { stopAnswer } from '@/lib/chats/stop-answer'
import { answer } from '@/lib/platform/http/answer'

interface Context {
  params: Promise<{ chatId: string }>
}

/** Joins the answer that runs in this chat, from its beginning; 204 where none runs. */
export const GET = answer(async (_request: Request, { params }: Context) => {
  const customer = await requireCustomer()
  const chat = await getChat(customer.id, (await params).chatId)
  const stream = await joinAnswer(chat.id)
  return stream ? endsWithSession(eventResponse(stream)) : new Response(null, { status: 204 })
})

/**
 * Stops the answer that runs in this chat; 204, also where none runs. Its stream ends by itself within a second, with
 * `metadata.ending` `stopped`. A request on the phone stays there.
 */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const chat = await getChat(customer.id, (await params).chatId)
  await stopAnswer(chat.id)
  return new Response(null, { status: 204 })
})
