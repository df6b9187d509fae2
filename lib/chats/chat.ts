import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { chats, messages } from '@/db/chat-schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { TITLE_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { NO_NAME, printableName, printablePart } from '@/lib/platform/text/printable-text'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { rating } from './rate-answer'

/** More than anybody can search; a customer must then delete a chat before beginning another. */
const CHATS_MAX = 1_000
const TOO_MANY = `You have ${CHATS_MAX.toLocaleString('en')} chats. Delete one before you begin another.`

export const chat = z.strictObject({ id: uuid, title: z.string(), createdAt: instant, updatedAt: instant })

export type Chat = z.output<typeof chat>

/** A chat's id: a UUIDv7, made by the browser. */
export const chatId = z.uuidv7()

/** What a customer may call a chat: a printable line. */
const chatTitle = printableName(TITLE_CHARACTERS_MAX)

/** The body that gives a chat another title. */
export const chatRenaming = z.strictObject({ title: chatTitle })

/** @throws Problem `not_found` unless this customer has this chat: another's chat is the same as none. */
export async function getChat(customerId: string, id: string): Promise<Chat> {
  const known = chatId.safeParse(id)
  if (!known.success) throw new Problem('not_found')
  const own = and(eq(chats.id, known.data), eq(chats.customerId, customerId))
  const [chat] = await withDeadline(database().db.select().from(chats).where(own))
  if (!chat) throw new Problem('not_found')
  return asChat(chat)
}

export function asChat({ id, title, createdAt, updatedAt }: typeof chats.$inferSelect): Chat {
  return { id, title, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

/**
 * Finds the customer's chat, or makes it, titled by the beginning of its first message.
 * @throws Problem `not_found` if the id is another customer's chat; `conflict` if the customer has too many.
 */
export async function openChat(customerId: string, id: string, firstWords: string): Promise<void> {
  const { sql } = database()
  const title = printablePart(firstWords, TITLE_CHARACTERS_MAX) || NO_NAME
  const [opened] = await withDeadline(sql<{ full: boolean }[]>`
    SELECT open_chat(p_id => ${id}, p_customer => ${customerId}, p_title => ${title}, p_most => ${CHATS_MAX}) AS full`)
  if (opened?.full) throw new Problem('conflict', { detail: TOO_MANY })
  await getChat(customerId, id)
}

/** @throws Problem `not_found` */
export async function renameChat(customerId: string, id: string, title: string): Promise<Chat> {
  const chat = await getChat(customerId, id)
  await withDeadline(database().db.update(chats).set({ title }).where(eq(chats.id, chat.id)))
  return { ...chat, title }
}

/** Deletes a chat; its approvals and transfers stay. @throws Problem `not_found` */
export async function deleteChat(customerId: string, id: string): Promise<void> {
  const chat = await getChat(customerId, id)
  await withDeadline(database().db.delete(chats).where(eq(chats.id, chat.id)))
}

/** A message as it is kept and shown: the AI SDK's UIMessage, whose parts are the SDK's business. */
export const storedMessage = z.strictObject({
  id: z.string(),
  role: z.enum(['user', 'assistant']),
  parts: z.unknown(),
  metadata: z.looseObject({}).optional(),
})

export type StoredMessage = z.output<typeof storedMessage>

/** The same with the moment at which the bank kept it, and what the customer thinks of it. */
export const shownMessage = storedMessage.extend({ createdAt: instant, rating: rating.optional() })

export type ShownMessage = z.output<typeof shownMessage>

/** Saves a message and updates its chat's date. @returns false if the chat has a message of this id already. */
export async function saveMessage(id: string, { parts, metadata, ...message }: StoredMessage): Promise<boolean> {
  const { db } = database()
  const dated = db
    .$with('dated')
    .as(db.update(chats).set({ updatedAt: sql`now()` }).where(eq(chats.id, id)).returning())
  const insert = db
    .with(dated)
    .insert(messages)
    .values({ chatId: id, parts: storable(parts), metadata: emptyAsNull(metadata), ...message })
  return (await withDeadline(insert.onConflictDoNothing().returning({ id: messages.id }))).length > 0
}

function emptyAsNull(metadata: object | undefined): object | null {
  return metadata && Object.keys(metadata).length > 0 ? metadata : null
}

/** Replaces NUL and lone surrogates, which a model may produce and Postgres refuses. */
function storable<T>(parts: T): T {
  const clean = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD') : value
  return JSON.parse(JSON.stringify(parts), clean)
}
