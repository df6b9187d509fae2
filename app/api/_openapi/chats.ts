import { z } from 'zod'
import { newMessage } from '@/lib/ai/user-message'
import { chat, chatRenaming, shownMessage } from '@/lib/chats/chat'
import { chatPage } from '@/lib/chats/list-chats'
import { messagePage } from '@/lib/chats/message-page'
import { answerRating } from '@/lib/chats/rate-answer'
import { nextCursor } from '@/lib/platform/http/list-page'
import { BODY, type Operation, READ, WRITE } from './operation'

const shown = z.strictObject({
  chat,
  messages: z.array(shownMessage),
  before: z.string().nullable().describe('where the messages before these begin; null where there are none'),
})
const stream = {
  says: "The AI SDK's UI message stream, as server-sent events. Approvals come as `data-approval` parts under the approval's id, each replacing the last.",
  body: 'text/event-stream',
  headers: { 'x-vercel-ai-ui-message-stream': '`v1`' },
}
const chats = { tag: 'Chats', trust: 'session' } as const

export const chatOperations: Operation[] = [
  {
    ...chats,
    id: 'listChats',
    method: 'get',
    path: '/api/chat',
    summary: "A page of the customer's chats, the last used first",
    query: chatPage,
    answers: { 200: { says: 'The page.', body: z.strictObject({ chats: z.array(chat), nextCursor }) } },
    problems: READ,
  },
  {
    ...chats,
    id: 'say',
    method: 'post',
    path: '/api/chat/{chatId}',
    summary: "Takes the customer's new message and streams Aiya's answer",
    description:
      "Only the new message: the history is the server's own. `chatId` is a UUIDv7 that the browser makes; the first message makes the chat.",
    body: newMessage,
    answers: { 200: stream },
    problems: [...WRITE, ...BODY, 'not_found', 'conflict'],
  },
  {
    ...chats,
    id: 'readChat',
    method: 'get',
    path: '/api/chat/{chatId}',
    summary: 'A chat and a page of its messages, oldest first',
    query: messagePage,
    answers: { 200: { says: 'The newest messages, or those before a place.', body: shown } },
    problems: [...READ, 'not_found'],
  },
  {
    ...chats,
    id: 'renameChat',
    method: 'patch',
    path: '/api/chat/{chatId}',
    summary: 'Renames the chat',
    body: chatRenaming,
    answers: { 200: { says: 'The chat.', body: z.strictObject({ chat }) } },
    problems: [...WRITE, ...BODY, 'not_found'],
  },
  {
    ...chats,
    id: 'deleteChat',
    method: 'delete',
    path: '/api/chat/{chatId}',
    summary: 'Deletes the chat; approvals and transfers stay',
    answers: { 204: { says: 'The chat is deleted.' } },
    problems: [...WRITE, 'not_found'],
  },
  {
    ...chats,
    id: 'rateAnswer',
    method: 'put',
    path: '/api/chat/{chatId}/ratings/{messageId}',
    summary: "Keeps what the customer thinks of an answer of Aiya's",
    description: 'In place of what they thought before. No model is told.',
    body: answerRating,
    answers: { 204: { says: 'It is kept.' } },
    problems: [...WRITE, ...BODY, 'not_found'],
  },
  {
    ...chats,
    id: 'unrateAnswer',
    method: 'delete',
    path: '/api/chat/{chatId}/ratings/{messageId}',
    summary: 'Removes what the customer thinks of an answer',
    answers: { 204: { says: 'Nothing is kept.' } },
    problems: [...WRITE, 'not_found'],
  },
  {
    ...chats,
    id: 'joinAnswer',
    method: 'get',
    path: '/api/chat/{chatId}/stream',
    summary: 'Joins the answer that is running in this chat, from its beginning',
    answers: { 200: stream, 204: { says: 'None is running.' } },
    problems: [...READ, 'not_found', 'rate_limited'],
  },
  {
    ...chats,
    id: 'stopAnswer',
    method: 'delete',
    path: '/api/chat/{chatId}/stream',
    summary: 'Stops the answer that is running in this chat',
    description: 'A request on the phone stays there.',
    answers: { 204: { says: 'The answer ends within a second, or none was running.' } },
    problems: [...WRITE, 'not_found'],
  },
]
