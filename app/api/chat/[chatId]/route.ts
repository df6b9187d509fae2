import { createUIMessageStreamResponse } from 'ai'
import { z } from 'zod'
import { answerStream } from '@/lib/ai/answer-stream'
import { parseUserMessage } from '@/lib/ai/user-message'
import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { requireCustomer } from '@/lib/auth0/session'
import { beginAnswer, endAnswer } from '@/lib/chats/begin-answer'
import { chatId, chatTitle, deleteChat, getChat, loadMessages, openChat, renameChat } from '@/lib/chats/chat'
import { recordAnswer } from '@/lib/chats/record-answer'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'
import { readJson } from '@/lib/http/read-json'

interface Context {
  params: Promise<{ chatId: string }>
}

const chatParams = z.object({ chatId })
const renaming = z.strictObject({ title: chatTitle })

/** Takes the customer's new message and streams Aiya's answer. Everything said before is read from the database. */
export const POST = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const { chatId: id } = chatParams.parse(await params)
  const message = parseUserMessage(await readJson(request))
  await openChat(customer.id, id, message.parts[0]?.text ?? '')
  const answerId = await beginAnswer(id)
  const stream = await answerStream(customer, id, message).catch(async (error: unknown) => {
    await endAnswer(answerId)
    throw error
  })
  return createUIMessageStreamResponse({
    stream,
    consumeSseStream: ({ stream }) => recordAnswer(answerId, stream),
    headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  })
})

/** The chat and its newest messages, for a page that opens it. */
export const GET = answer(async (_request: Request, { params }: Context) => {
  const customer = await requireCustomer()
  const chat = await getChat(customer.id, (await params).chatId)
  return privateJson({ chat, messages: await loadMessages(chat.id) })
})

/** Gives the chat another title. */
export const PATCH = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const { title } = renaming.parse(await readJson(request))
  return privateJson({ chat: await renameChat(customer.id, (await params).chatId, title) })
})

/** Deletes the words, not what was done. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  await deleteChat(customer.id, (await params).chatId)
  return new Response(null, { status: 204 })
})
