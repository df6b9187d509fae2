import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { customers, instant } from './schema'

// What is said to Aiya, and her answers while they stream.

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
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [unique('messages_once').on(t.chatId, t.id)],
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
    /** Renewed while the answering process lives; an answer that nobody renews has died with its process. */
    aliveUntil: instant('alive_until').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('answers_chat').on(t.chatId, t.startedAt),
    // Every replica looks for dead ones every few seconds; all but a few answers are finished.
    index('answers_running').on(t.id).where(sql`finished_at IS NULL`),
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
