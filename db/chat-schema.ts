import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { approvals, customers, instant } from './schema'

// The chats with Aiya, and her answers while they stream.

export const chats = pgTable(
  'chats',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    title: text('title').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [index('chats_customer').on(t.customerId, t.updatedAt)],
)

export const messages = pgTable(
  'messages',
  {
    sequence: bigint('sequence', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    id: text('id').notNull(),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chats.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['user', 'assistant'] }).notNull(),
    parts: jsonb('parts').notNull(),
    /** How the answer was cut short, if it was; or which message of the customer's this one edits (AiyaMetadata). */
    metadata: jsonb('metadata'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [unique('messages_once').on(t.chatId, t.id), index('messages_chat').on(t.chatId, t.sequence)],
)

/** What the customer whose chat it is thinks of an answer of Aiya's: one row at most for each. */
export const answerRatings = pgTable(
  'answer_ratings',
  {
    chatId: uuid('chat_id').notNull(),
    messageId: text('message_id').notNull(),
    rating: text('rating', { enum: ['up', 'down'] }).notNull(),
    ratedAt: instant('rated_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.chatId, t.messageId] }),
    foreignKey({
      name: 'answer_ratings_message',
      columns: [t.chatId, t.messageId],
      foreignColumns: [messages.chatId, messages.id],
    }).onDelete('cascade'),
    check('answer_ratings_rating', sql`${t.rating} IN ('up', 'down')`),
  ],
)

/** One answer of Aiya while it streams, so that any page on any replica can join it. */
export const answers = pgTable(
  'answers',
  {
    id: uuid('id').primaryKey(),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chats.id, { onDelete: 'cascade' }),
    startedAt: instant('started_at').notNull().defaultNow(),
    /** Renewed while the answering process lives. An answer whose moment has passed lost its process. */
    aliveUntil: instant('alive_until').notNull(),
    finishedAt: instant('finished_at'),
    /** When the customer asked to stop the answer; the answering process keeps reading this. */
    stopAskedAt: instant('stop_asked_at'),
  },
  (t) => [
    index('answers_chat').on(t.chatId, t.startedAt),
    // For the search for answers that lost their process, made by every replica every few seconds; nearly all are
    // finished.
    index('answers_running').on(t.id).where(sql`finished_at IS NULL`),
    // For deleting finished answers once nobody follows them.
    index('answers_finished').on(t.finishedAt).where(sql`finished_at IS NOT NULL`),
  ],
)

export const answerChunks = pgTable(
  'answer_chunks',
  {
    answerId: uuid('answer_id')
      .notNull()
      .references(() => answers.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    chunk: text('chunk').notNull(),
  },
  (t) => [primaryKey({ columns: [t.answerId, t.position] })],
)

/** The chats that must be told how an approval ended: the one that asked for it, and each that joined it. */
export const approvalChats = pgTable(
  'approval_chats',
  {
    approvalId: uuid('approval_id')
      .notNull()
      .references(() => approvals.id),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chats.id, { onDelete: 'cascade' }),
    toldAt: instant('told_at'),
  },
  (t) => [
    primaryKey({ columns: [t.approvalId, t.chatId] }),
    // For the deletion of a chat, which deletes these rows too.
    index('approval_chats_chat').on(t.chatId),
    // For the search for untold outcomes, made by every replica twice a second; nearly all are told.
    index('approval_chats_untold').on(t.approvalId).where(sql`told_at IS NULL`),
  ],
)
