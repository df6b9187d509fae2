import { z } from 'zod'
import { answerResponse } from '@/lib/ai/answer-response'
import { answerStream } from '@/lib/ai/answer-stream'
import { MESSAGE_BYTES_MAX, parseUserMessage } from '@/lib/ai/user-message'
import { requireCustomerWrite, requireSessionWrite } from '@/lib/auth0/session/customer-write'
import { endsWithSession } from '@/lib/auth0/session/ends-with-session'
import { requireCustomer } from '@/lib/auth0/session/session'
import { beginAnswer, endAnswer } from '@/lib/chats/begin-answer'
import { chatId, chatRenaming, deleteChat, getChat, openChat, renameChat } from '@/lib/chats/chat'
import { loadMessages, parseMessagePage } from '@/lib/chats/message-page'
import { requireOwnMessage } from '@/lib/chats/own-message'
import { recordAnswer } from '@/lib/chats/record-answer'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'
import { LOCALES, languageOf } from '@/lib/platform/text/language'
import { timeZoneOf } from '@/lib/platform/time/time-zone'

interface Context {
  params: Promise<{ chatId: string }>
}

const chatParams = z.object({ chatId })

/** Takes the customer's new message and streams Aiya's answer. The earlier messages come from the database. */
export const POST = answer(async (request: Request, { params }: Context) => {
  const { customer, idToken } = await requireSessionWrite(request)
  const { chatId: id } = chatParams.parse(await params)
  const message = parseUserMessage(await readJson(request, MESSAGE_BYTES_MAX))
  if (message.metadata) await requireOwnMessage(customer.id, id, message.metadata.edits)
  await openChat(customer.id, id, message.parts.map(({ text }) => text).join(' '))
  const answerId = await beginAnswer(id)
  const stop = new AbortController()
  const writes = { timeZone: timeZoneOf(request), numbers: LOCALES[languageOf(request)].numbers }
  const asked = { customer, idToken, chatId: id, answerId, message, ...writes, stop: stop.signal }
  const stream = await answerStream(asked).catch(async (error: unknown) => {
    await endAnswer(answerId)
    throw error
  })
  return endsWithSession(answerResponse(stream, (events) => recordAnswer(answerId, events, () => stop.abort())))
})

/** The chat and a page of its messages, oldest first: the newest ones or, with `before`, those before them. */
export const GET = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomer()
  const page = parseMessagePage(new URL(request.url).searchParams)
  const chat = await getChat(customer.id, (await params).chatId)
  return privateJson({ chat, ...(await loadMessages(chat.id, page)) })
})

/** Renames the chat. */
export const PATCH = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const { title } = chatRenaming.parse(await readJson(request))
  return privateJson({ chat: await renameChat(customer.id, (await params).chatId, title) })
})

/** Deletes the chat's words. Approvals and transfers stay. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  await deleteChat(customer.id, (await params).chatId)
  return new Response(null, { status: 204 })
})
