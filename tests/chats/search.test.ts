import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { GET } from '@/app/api/chat/route'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
  await talk(bank.alice, 'Rent', ['user: Move $25 for rent', 'assistant: I have asked your phone. 100% sure_thing'])
  await talk(bank.alice, 'A bicycle', ['user: Überweise an Zoë', 'tool: hidden words'])
  await talk(bank.bob, 'Rent of Bob', ['user: the rent, please'])
})
afterAll(() => bank.close())
beforeEach(() => signInAs(bank.alice.id))

let minute = 0
async function talk(customer: { id: string }, title: string, lines: string[]): Promise<string> {
  const id = uuidv7()
  const at = new Date(Date.UTC(2026, 10, 1, 0, ++minute)).toISOString()
  await bank.sql`INSERT INTO chats (id, customer_id, title, created_at, updated_at) VALUES (${id}, ${customer.id}, ${title}, ${at}, ${at})`
  for (const [n, line] of lines.entries()) {
    const [, who = '', text = ''] = /^(\w+): (.*)$/.exec(line) ?? []
    const part = who === 'tool' ? { type: 'tool-listAccounts', output: { text } } : { type: 'text', text }
    await bank.sql`INSERT INTO messages (id, chat_id, role, parts)
      VALUES (${`m${n}`}, ${id}, ${who === 'user' ? 'user' : 'assistant'}, ${JSON.stringify([part])}::jsonb)`
  }
  return id
}

const search = (query: Record<string, string>) =>
  GET(new Request(`http://localhost/api/chat?${new URLSearchParams(query)}`))
const titles = async (q: string) =>
  (await (await search({ q })).json()).chats.map(({ title }: { title: string }) => title)

test.each<[string, string, string[]]>([
  ['a word of the title', 'bicycle', ['A bicycle']],
  ['a word of a message', 'phone', ['Rent']],
  ['any case, beyond A to Z', 'überWEISE ZOË', ['A bicycle']],
  ['all words, in one message', 'asked rent', []],
  ['signs as they are', '100% sure_', ['Rent']],
  ['no pattern', '.*', []],
  ['a quotation mark', '"', []],
  ['not what a tool found', 'hidden', []],
  ['nothing but blanks: all of them', '   ', ['A bicycle', 'Rent']],
  ['what was pasted with marks that nobody sees', '\ufeffbi\u00adcy\u200bcle\u200e', ['A bicycle']],
  ['an accent behind its letter', 'Zoe\u0308', ['A bicycle']],
  ['one’s own chats alone', 'rent', ['Rent']],
])('finds %s', async (_, q, found) => {
  expect(await titles(q)).toEqual(found)
})

test('what cannot be searched for is refused by its name', async () => {
  for (const q of ['x'.repeat(201), 'a\0b', 'a\nb']) {
    const response = await search({ q })
    expect(response.status).toBe(400)
    expect((await response.json()).errors).toMatchObject([{ member: 'q' }])
  }
  expect((await search({ q: 'x'.repeat(200) })).status).toBe(200)
})

test('looks at 100 chats and the newest 200 messages of each, and goes on behind them', async () => {
  const long = await talk(bank.bob, 'Long', ['user: buried needle'])
  await bank.sql`INSERT INTO messages (id, chat_id, role, parts)
    SELECT 'n' || n, ${long}, 'user', '[{"type": "text", "text": "more"}]' FROM generate_series(1, 199) n`
  signInAs(bank.bob.id)
  expect(await titles('needle')).toEqual(['Long'])
  await bank.sql`INSERT INTO messages (id, chat_id, role, parts) VALUES ('n200', ${long}, 'user', '[]')`
  expect(await titles('needle')).toEqual([])

  for (let n = 0; n < 100; n++) await talk(bank.bob, `Chat ${n}`, [])
  const first = await (await search({ q: 'rent' })).json()
  expect(first).toEqual({ chats: [], nextCursor: expect.any(String) })
  const second = await (await search({ q: 'rent', cursor: first.nextCursor })).json()
  expect(second).toMatchObject({ chats: [{ title: 'Rent of Bob' }], nextCursor: null })
  const page = await (await search({ q: 'chat', limit: '3' })).json()
  expect(page.chats.map(({ title }: { title: string }) => title)).toEqual(['Chat 99', 'Chat 98', 'Chat 97'])
  const next = await (await search({ q: 'chat', limit: '3', cursor: page.nextCursor })).json()
  expect(next.chats[0].title).toBe('Chat 96')
})
