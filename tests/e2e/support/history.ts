import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { bank } from './bank'

type Part = AiyaMessage['parts'][number] | Record<string, unknown>

export interface Said {
  role: 'user' | 'assistant'
  /** Words, or parts as they are stored. */
  says: string | Part[]
  metadata?: AiyaMessage['metadata']
}

/** Puts a chat of alice's into the database, as if all of this had been said. Answers its id. */
export async function toldBefore(title: string, history: Said[]): Promise<string> {
  const chat = uuidv7()
  await asOwner(async (sql) => {
    await sql`INSERT INTO chats (id, customer_id, title)
      SELECT ${chat}, id, ${title} FROM customers WHERE subject = 'auth0|alice'`
    const rows = history.map(({ role, says, metadata }) => ({
      id: uuidv7(),
      chat_id: chat,
      role,
      parts: typeof says === 'string' ? [{ type: 'text', text: says, state: 'done' }] : says,
      metadata: metadata ?? null,
    }))
    await sql`INSERT INTO messages (id, chat_id, role, parts, metadata)
      SELECT id, chat_id, role, parts, metadata
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        AS r(id text, chat_id uuid, role text, parts jsonb, metadata jsonb)`
  })
  return chat
}

/** A question and an answer, so many times. */
export function talk(turns: number, answer: (turn: number) => string): Said[] {
  return Array.from({ length: turns }, (_, turn): Said[] => [
    { role: 'user', says: `Question ${turn + 1}` },
    { role: 'assistant', says: answer(turn + 1) },
  ]).flat()
}

async function asOwner(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(bank.database, { max: 1 })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}
