import { v7 as uuidv7 } from 'uuid'
import { beginAnswer, endAnswer } from '@/lib/chats/begin-answer'
import { openChat, saveMessage } from '@/lib/chats/chat'
import type { Ask } from './business-answers'
import type { SeededBank } from './seeded-bank'

/** Chats with Aiya, their running answers, and what is thought of an answer. */
export async function askAboutChats(ask: Ask, bank: SeededBank): Promise<void> {
  const parameters = { chatId: uuidv7() }
  const message = { id: uuidv7(), role: 'user', parts: [{ type: 'text', text: 'hello' }] }
  await openChat(bank.alice.id, parameters.chatId, 'hello')
  const answerId = await beginAnswer(parameters.chatId)
  for (let n = 0; n < 9; n++) await ask('GET /api/chat/{chatId}/stream', { parameters })
  await ask('POST /api/chat/{chatId}', { parameters, body: { message } })
  await ask('DELETE /api/chat/{chatId}/stream', { parameters })
  await endAnswer(answerId)
  await ask('GET /api/chat/{chatId}/stream', { parameters })
  await ask('POST /api/chat/{chatId}', { parameters, body: { message } })
  await ask('GET /api/chat')
  await ask('GET /api/chat/{chatId}', { parameters })
  await saveMessage(parameters.chatId, { id: 'answer', role: 'assistant', parts: [] })
  const rated = { parameters: { ...parameters, messageId: 'answer' } }
  await ask('PUT /api/chat/{chatId}/ratings/{messageId}', { ...rated, body: { rating: 'up' } })
  await ask('DELETE /api/chat/{chatId}/ratings/{messageId}', rated)
  await ask('PUT /api/chat/{chatId}/ratings/{messageId}', { body: { rating: 'up' } })
  await ask('PATCH /api/chat/{chatId}', { parameters, body: { title: 'Another' } })
  await ask('DELETE /api/chat/{chatId}', { parameters })
  await ask('PATCH /api/chat/{chatId}', { body: { title: 'Nobody’s' } })
  const bobs = { chatId: uuidv7() }
  await openChat(bank.bob.id, bobs.chatId, 'hello')
  await ask('POST /api/chat/{chatId}', { parameters: bobs, body: { message } })
}
