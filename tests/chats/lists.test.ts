import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { GET as approvals } from '@/app/api/approvals/route'
import { GET as chat } from '@/app/api/chat/[chatId]/route'
import { GET as chats } from '@/app/api/chat/route'
import { moveApproval } from '@/lib/approvals/move-approval'
import { beginAnswer } from '@/lib/chats/begin-answer'
import { log } from '@/lib/platform/log'
import { openFor } from '../support/bank/approvals'
import { historyOf, say, sayRationed, userMessage } from '../support/bank/chat'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf, orderFor } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
})
afterAll(() => bank.close())
beforeEach(() => signInAs(bank.alice.id))

const ORIGIN = 'http://localhost'
const CHATS = Array.from({ length: 7 }, () => uuidv7())
const LONG = uuidv7()

type Get = (query: string) => Promise<Response>
const lists: Record<string, { get: Get; members: string; cursor: string }> = {
  chats: { get: (query) => chats(new Request(`${ORIGIN}/api/chat?${query}`)), members: 'chats', cursor: 'cursor' },
  approvals: {
    get: (query) => approvals(new Request(`${ORIGIN}/api/approvals?${query}`)),
    members: 'approvals',
    cursor: 'cursor',
  },
  messages: {
    get: (query) => chat(new Request(`${ORIGIN}/api/chat/x?${query}`), { params: Promise.resolve({ chatId: LONG }) }),
    members: 'messages',
    cursor: 'before',
  },
}

beforeAll(async () => {
  const { sql } = bank
  for (const id of [...CHATS, LONG]) {
    // All of one moment: nothing but the id tells their order.
    await sql`INSERT INTO chats (id, customer_id, title, created_at, updated_at) VALUES (${id}, ${bank.alice.id}, 'One of many', '2026-11-01', '2026-11-01')`
  }
  for (let n = 0; n < 7; n++) {
    await sql`INSERT INTO messages (id, chat_id, role, parts) VALUES (${`m${n}`}, ${LONG}, ${n % 2 ? 'assistant' : 'user'}, '[]')`
    const order = orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), `${n + 1}.00`)
    const { id } = await openFor(bank.alice, order)
    await moveApproval(id, n % 2 ? 'expired' : 'cancelled')
  }
  await sql`UPDATE approvals SET created_at = '2026-11-01'`
})

describe.each(Object.entries(lists))('the list of %s', (_, { get, members, cursor }) => {
  const all = async () => (await (await get('')).json())[members].map(({ id }: { id: string }) => id) as string[]

  test('comes in pages that join without a gap or a repeat, also where times are the same', async () => {
    const whole = await all()
    const paged: string[][] = []
    let next: string | null = ''
    while (next !== null) {
      const page = await (await get(`limit=3&${cursor}=${next}`)).json()
      paged.push(page[members].map(({ id }: { id: string }) => id))
      next = page[cursor === 'before' ? 'before' : 'nextCursor'] ?? null
    }
    expect(paged.map(({ length }) => length)).toEqual(whole.length === 8 ? [3, 3, 2] : [3, 3, 1])
    expect(cursor === 'before' ? paged.reverse().flat() : paged.flat()).toEqual(whole)
    expect(new Set(whole).size).toBe(whole.length)
  })

  test.each([
    [cursor, 'x'],
    [cursor, '%00'],
    [cursor, Buffer.from(`253402300800000 ${uuidv7()}`).toString('base64url')],
    [cursor, Buffer.from(`1 ${'-'.repeat(36)}`).toString('base64url')],
    [cursor, Buffer.from('-1 x').toString('base64url')],
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '-1'],
    ['limit', '1e1'],
  ])('refuses a %s of %s by its name', async (member, value) => {
    const response = await get(`${member}=${value}`)
    expect(response.status).toBe(400)
    expect((await response.json()).errors).toEqual([{ member, message: expect.any(String) }])
  })
})

test('approvals are listed by their status', async () => {
  const statusesOf = async (query: string) =>
    (await (await approvals(new Request(`${ORIGIN}/api/approvals?${query}`))).json()).approvals.map(
      ({ status }: { status: string }) => status,
    )
  expect(await statusesOf('status=expired')).toEqual(Array(3).fill('expired'))
  expect(await statusesOf('status=expired,cancelled')).toHaveLength(7)
  const unknown = await approvals(new Request(`${ORIGIN}/api/approvals?status=gone`))
  expect([unknown.status, (await unknown.json()).errors[0].member]).toEqual([400, 'status'])
})

test('a chat that is full says so, and so does somebody who has too many', async () => {
  const { sql } = bank
  await sql`INSERT INTO messages (id, chat_id, role, parts) SELECT 'f' || n, ${CHATS[0] ?? ''}, 'user', '[]' FROM generate_series(1, 2000) n`
  const full = await say(CHATS[0] ?? '', 'one more')
  expect([full.status, (await full.json()).detail]).toEqual([409, expect.stringContaining('2,000 messages')])
  await sql`INSERT INTO chats (id, customer_id, title) SELECT gen_random_uuid(), ${bank.bob.id}, 'x' FROM generate_series(1, 1000)`
  signInAs(bank.bob.id)
  const many = await say(uuidv7(), 'one more')
  expect([many.status, (await many.json()).detail]).toEqual([409, expect.stringContaining('1,000 chats')])
})

test('the question is in the chat for its other pages while it is answered', async () => {
  const id = uuidv7()
  const message = userMessage('what is my balance?')
  const response = await sayRationed(id, message)
  expect((await historyOf(id)).map((one) => one.id)).toContain(message.id)
  await expect(beginAnswer(id)).rejects.toThrow('still answering')
  await response.text()
})
