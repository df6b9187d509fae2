import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { chats, messages } from '@/db/chat-schema'
import { database, withDeadline } from '@/db/client'
import { Problem } from '@/lib/http/problem'
import { TITLE_CHARACTERS_MAX } from '@/lib/text/limits'
import { printableText } from '@/lib/text/printable-text'

const CHATS_MAX = 100
const MESSAGES_SHOWN_MAX = 200

export interface Chat {
  id: string
  title: string
  updatedAt: string
}

/** A chat's id: a UUIDv7, made by the browser. */
export const chatId = z.uuidv7()

/** What a customer may call a chat: a printable line. */
export const chatTitle = printableText(TITLE_CHARACTERS_MAX).min(1)

/** The customer's chats, the last used first, at most 100. */
export async function listChats(customerId: string): Promise<Chat[]> {
  const query = database().db.select().from(chats).where(eq(chats.customerId, customerId))
  const rows = await withDeadline(query.orderBy(desc(chats.updatedAt)).limit(CHATS_MAX))
  return rows.map(({ id, title, updatedAt }) => ({ id, title, updatedAt: updatedAt.toISOString() }))
}

/** @throws Problem `not_found` unless this customer has this chat: another's chat is the same as none. */
export async function getChat(customerId: string, id: string): Promise<Chat> {
  const known = chatId.safeParse(id)
  if (!known.success) throw new Problem('not_found')
  const own = and(eq(chats.id, known.data), eq(chats.customerId, customerId))
  const [chat] = await withDeadline(database().db.select().from(chats).where(own))
  if (!chat) throw new Problem('not_found')
  return { id: chat.id, title: chat.title, updatedAt: chat.updatedAt.toISOString() }
}

/**
 * Finds the customer's chat, or makes it with its first message's beginning for a title.
 * @throws Problem `not_found` if the id is another customer's chat.
 */
export async function openChat(customerId: string, id: string, firstWords: string): Promise<void> {
  const title = [...firstWords.replace(/\s+/g, ' ').trim()].slice(0, TITLE_CHARACTERS_MAX).join('')
  await withDeadline(database().db.insert(chats).values({ id, customerId, title }).onConflictDoNothing())
  await getChat(customerId, id)
}

/** @throws Problem `not_found` */
export async function renameChat(customerId: string, id: string, title: string): Promise<Chat> {
  const chat = await getChat(customerId, id)
  await withDeadline(database().db.update(chats).set({ title }).where(eq(chats.id, chat.id)))
  return { ...chat, title }
}

/** Deletes the words, not what was done: approvals and transfers stay. @throws Problem `not_found` */
export async function deleteChat(customerId: string, id: string): Promise<void> {
  const chat = await getChat(customerId, id)
  await withDeadline(database().db.delete(chats).where(eq(chats.id, chat.id)))
}

export type StoredMessage = Pick<typeof messages.$inferSelect, 'id' | 'role' | 'parts'>

/** A chat's newest messages in their order. The caller has found the chat by its customer. */
export async function loadMessages(id: string, most = MESSAGES_SHOWN_MAX): Promise<StoredMessage[]> {
  const columns = { id: messages.id, role: messages.role, parts: messages.parts }
  const query = database().db.select(columns).from(messages).where(eq(messages.chatId, id))
  return (await withDeadline(query.orderBy(desc(messages.sequence)).limit(most))).reverse()
}

/** Keeps a message, once, and dates its chat. Answers false if the chat has a message of this id. */
export async function saveMessage(id: string, { parts, ...message }: StoredMessage): Promise<boolean> {
  const { db } = database()
  const dated = db
    .$with('dated')
    .as(db.update(chats).set({ updatedAt: sql`now()` }).where(eq(chats.id, id)).returning())
  const insert = db
    .with(dated)
    .insert(messages)
    .values({ chatId: id, parts: storable(parts), ...message })
  return (await withDeadline(insert.onConflictDoNothing().returning({ id: messages.id }))).length > 0
}

/** A model may say anything; Postgres refuses a whole message for one NUL or half a surrogate pair in it. */
function storable<T>(parts: T): T {
  const clean = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD') : value
  return JSON.parse(JSON.stringify(parts), clean)
}
