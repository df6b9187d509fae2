import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemaDifferences } from '@/db/compare-schema'
import { readShardAddresses } from '@/db/shards/addresses'
import { carry } from '@/db/shards/carry'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openTwoShards, type Place, type TwoShards } from '../support/bank/two-shards'
import { accountOf } from '../support/ledger/ledger'

// Who may do what between shards, and what the verification finds when something was done past the functions.

const DENIED = '42501'

let shards: TwoShards
const transfers: Record<'arrived' | 'returned' | 'posted', string> = { arrived: '', returned: '', posted: '' }

async function send(to = shards.carol.checking, from = 'Checking'): Promise<string> {
  const fromAccountId = accountOf(shards.bank.alice, from).id
  const order = { fromAccountId, toAccountId: to, amountMinor: 700n, currency: 'USD', memo: null }
  return (await postTransfer(order, { kind: 'session', customerId: shards.bank.alice.id }, randomUUID())).transfer.id
}

beforeAll(async () => {
  shards = await openTwoShards()
  transfers.arrived = await send()
  await carry(shards.a.shard, shards.b.shard, { leaseSeconds: 1, most: 10 })
  transfers.returned = await send(shards.carol.savings)
  await shards.b.sql`UPDATE accounts SET status = 'closed' WHERE id = ${shards.carol.savings}`
  await carry(shards.a.shard, shards.b.shard, { leaseSeconds: 1, most: 10 })
  transfers.posted = await send()
})
afterAll(() => shards.close())

const CALLS = [
  `claim_outbox(p_shard => 'b', p_lease_seconds => 1, p_most => 1)`,
  `receive_transfers(p_shard => 'a', p_transfers => '[]')`,
  `settle_outbox(p_answers => '[]')`,
  `name_shard(p_name => 'c')`,
]

test.each(CALLS)('the app’s role cannot carry: %s', async (call) => {
  const app = postgres(String(process.env.DATABASE_URL), { max: 1 })
  await expect(app.unsafe(`SELECT ${call}`)).rejects.toMatchObject({ code: DENIED })
  await app.end()
})

test('the clearing’s role reads no table and posts nothing', async () => {
  for (const statement of [
    'SELECT FROM accounts',
    'SELECT FROM outbox',
    'UPDATE outbox SET state = $$arrived$$',
    'SELECT post_transfers($$[]$$)',
  ])
    await expect(shards.a.shard.sql.unsafe(statement)).rejects.toMatchObject({ code: DENIED })
})

test('both roles have what they are meant to have, and the schema is as it was made', async () => {
  for (const { sql } of [shards.a, shards.b]) expect(await schemaDifferences(sql)).toEqual([])
  await shards.a.sql.unsafe('GRANT SELECT ON accounts TO PUBLIC')
  expect(await schemaDifferences(shards.a.sql)).toContain(
    'role PUBLIC may SELECT on table accounts, which only the owner should',
  )
  await shards.a.sql.unsafe('REVOKE SELECT ON accounts FROM PUBLIC')
})

test('a stand-in is opened for another shard alone, and never for an account that is here', async () => {
  const { bank, a, carol } = shards
  const open = (account: string, customer: string, shard: string) => a.sql`
    SELECT stand_in_for(p_account => ${account}, p_customer => ${customer}, p_shard => ${shard}, p_holder => 'Mallory', p_name => 'Checking',
      p_number => ${String(Math.random()).slice(2)}, p_currency => 'USD')`
  await expect(open(randomUUID(), randomUUID(), 'a')).rejects.toThrow('another shard')
  await expect(open(accountOf(bank.alice, 'Checking').id, bank.alice.id, 'b')).rejects.toThrow('not one of shard b')
  await expect(open(randomUUID(), bank.alice.id, 'b')).rejects.toThrow('not one of shard b')
  await expect(open(carol.checking, carol.id, 'c')).rejects.toThrow('not one of shard c')
})

test('an arrival that names an account of this shard as the payer’s moves nothing', async () => {
  const { b, carol } = shards
  const forged = {
    ...{
      transfer: randomUUID(),
      from: 'a',
      customer: carol.id,
      holder: 'Carol',
      key: randomUUID(),
      digest: '',
      memo: null,
    },
    ...{
      debtor: carol.savings,
      debtorName: 'Savings',
      debtorNumber: '1',
      creditor: carol.checking,
      amount: '1',
      currency: 'USD',
    },
    ...{ debit: randomUUID(), credit: randomUUID() },
  }
  const received = b.shard
    .sql`SELECT * FROM receive_transfers(p_shard => 'b', p_transfers => ${JSON.stringify([forged])}::text::jsonb)`
  await expect(received).rejects.toThrow('not one of shard a')
})

describe('what went past the functions is found', () => {
  test.each<[string, 'a' | 'b', string, string]>([
    ['a transfer that is in no outbox', 'a', 'DELETE FROM outbox WHERE transfer_id = $posted', 'in the outbox'],
    [
      'one for another shard than its payee’s',
      'a',
      "UPDATE outbox SET shard = 'c' WHERE transfer_id = $posted",
      'is no shard here',
    ],
    [
      'one that is called arrived and was not',
      'a',
      "UPDATE outbox SET state = 'arrived', settled_at = now() WHERE transfer_id = $posted",
      'is arrived at a, and unknown at b',
    ],
    [
      'one that came back and is called arrived',
      'a',
      "UPDATE outbox SET state = 'arrived', reason = NULL, return_id = NULL WHERE transfer_id = $returned",
      'otherwise refused at b',
    ],
    [
      'one that came back with more',
      'a',
      'UPDATE transfers SET amount_minor = 701 WHERE id = (SELECT return_id FROM outbox WHERE transfer_id = $returned)',
      'what came back is what was sent',
    ],
    [
      'an arrival that nobody has sent',
      'b',
      "INSERT INTO inbox SELECT gen_random_uuid(), 'a', debtor_account_id, creditor_account_id, amount_minor, currency, 'refused', 'x' FROM inbox LIMIT 1",
      'has not sent it so',
    ],
    [
      'an arrival without its answer',
      'b',
      'DELETE FROM inbox WHERE transfer_id = $arrived',
      'what came from another shard',
    ],
    [
      'an arrival of another amount',
      'b',
      'UPDATE inbox SET amount_minor = 1 WHERE transfer_id = $arrived',
      'a, and otherwise arrived at b',
    ],
  ])('%s', async (_, where, damage, found) => {
    const { sql }: Place = shards[where]
    const statement = damage.replace(
      /\$(posted|returned|arrived)/g,
      (_whole, kind: keyof typeof transfers) => `'${transfers[kind]}'`,
    )
    const kept = ['outbox', 'inbox', 'transfers']
    const one = await sql.reserve()
    try {
      for (const table of kept) await one.unsafe(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`)
      await one.unsafe(`SET session_replication_role = replica; ${statement}`)
      expect((await shards.differences()).join('\n')).toContain(found)
    } finally {
      for (const table of kept)
        await one.unsafe(
          `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`,
        )
      await one.unsafe('SET session_replication_role = origin')
      one.release()
    }
    expect(await shards.differences()).toEqual([])
  })
})

test.each([
  ['', 'at least two'],
  ['a=postgres://u:secret@h/d', 'at least two'],
  ['a=postgres://h/d a=postgres://i/d', 'names shard a twice'],
  ['A=postgres://h/d b=postgres://i/d', 'NAME=ADDRESS'],
  ['postgres://u:secret@h/d b=postgres://i/d', 'NAME=ADDRESS'],
])('addresses that cannot be read are refused without being repeated: %s', (text, why) => {
  expect(() => readShardAddresses(text)).toThrow(why)
  expect(() => readShardAddresses(text)).not.toThrow('secret')
})

test('addresses are read by name, with whatever they hold after the first sign', () => {
  const text = 'a=postgres://u:p@h/d?sslmode=require\n b-2=postgres://i/d'
  expect(readShardAddresses(text)).toEqual({ a: 'postgres://u:p@h/d?sslmode=require', 'b-2': 'postgres://i/d' })
})

test('a transfer that the other shard can neither take nor refuse holds up no other', async () => {
  const { a, b, carol } = shards
  const stateOf = async (transfer: string) =>
    (await a.sql`SELECT state FROM outbox WHERE transfer_id = ${transfer}`)[0]?.state
  const bad = await send(carol.checking, 'Savings')
  // The number of Alice's savings, under which no stand-in for them can be opened.
  const [before] = await b.sql<{ number: string }[]>`SELECT number FROM accounts WHERE id = ${carol.savings}`
  await b.sql`UPDATE accounts SET number = '100020008765' WHERE id = ${carol.savings}`
  const pace = { leaseSeconds: 0, most: 10 }
  await expect(carry(a.shard, b.shard, pace)).rejects.toThrow('accounts_number_unique')
  expect([await stateOf(transfers.posted), await stateOf(bad)]).toEqual(['arrived', 'posted'])
  await b.sql`UPDATE accounts SET number = ${before?.number ?? ''} WHERE id = ${carol.savings}`
  expect(await carry(a.shard, b.shard, pace)).toMatchObject([{ transfer: bad, outcome: 'arrived' }])
  expect(await shards.differences()).toEqual([])
})
