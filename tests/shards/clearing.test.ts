import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { CHANNEL } from '@/lib/platform/events/announce'
import { Link } from '../faults/link'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { openTwoShards, type TwoShards } from '../support/bank/two-shards'
import { accountOf, openAccount } from '../support/ledger/ledger'
import { runScript } from '../support/run-script'

// The process that carries transfers, as a person starts it: `npm run clearing`. Shard `b` is behind a link that fails.

let shards: TwoShards
let link: Link
let addresses: string
let directory: TestDatabase
beforeAll(async () => {
  shards = await openTwoShards()
  directory = await createTestDatabase()
  const b = new URL(shards.b.ownerUrl)
  link = await Link.open(Number(b.port))
  b.port = String(link.port)
  b.hostname = '127.0.0.1'
  addresses = `a=${shards.a.ownerUrl} b=${b.href}`
})
afterAll(async () => {
  await link.close()
  await directory.drop()
  await shards.close()
})

const running = new Set<ChildProcess>()
afterEach(async () => {
  link.clear()
  await Promise.all([...running].map((child) => end(child, 'SIGTERM')))
})

async function startClearing(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/clearing.ts'], {
    env: {
      ...process.env,
      DATABASE_SHARDS: addresses,
      DATABASE_DIRECTORY: directory.url,
      SHARD_APPS: 'b=https://b.bank.example',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  await once(child.stdout ?? child, 'data')
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  running.delete(child)
  const gone = once(child, 'close')
  child.kill(signal)
  await gone
}

async function send(): Promise<string> {
  const order = {
    fromAccountId: accountOf(shards.bank.alice, 'Checking').id,
    toAccountId: shards.carol.checking,
    amountMinor: 100n,
    currency: 'USD',
    memo: null,
  }
  return (await postTransfer(order, { kind: 'session', customerId: shards.bank.alice.id }, randomUUID())).transfer.id
}

const stateOf = async (transfer: string) =>
  (await shards.a.sql<{ state: string }[]>`SELECT state FROM outbox WHERE transfer_id = ${transfer}`)[0]?.state
const arrivals = async (transfer: string) =>
  Number((await shards.b.sql`SELECT count(*) FROM transfers WHERE id = ${transfer}`)[0]?.count)

async function expectSound(): Promise<void> {
  expect(await shards.differences()).toEqual([])
  expect(await shards.clearing()).toEqual({ standIns: 0n, onItsWay: 0n })
}

test('what is posted arrives by itself, and the open pages of both customers hear of it', async () => {
  const heard: string[] = []
  for (const { sql } of [shards.a, shards.b]) await sql.listen(CHANNEL, (event) => heard.push(event))
  await startClearing()
  const transfer = await send()
  await expect.poll(() => stateOf(transfer)).toBe('arrived')
  for (const customerId of [shards.bank.alice.id, shards.carol.id])
    await expect.poll(() => heard).toContain(JSON.stringify({ customerId, topic: 'account' }))
  await expectSound()
})

test('the directory has the accounts and customers of both shards by itself, and soon also an account that is opened now', async () => {
  await startClearing()
  const sql = postgres(directory.url, { max: 1 })
  const shardOf = async (number: string) =>
    (await sql`SELECT find_listed(p_number => ${number}) ->> 'shard' AS shard`.catch(() => []))[0]?.shard
  for (const [number, shard] of [
    ['100020004321', 'a'],
    ['100040001120', 'b'],
  ])
    await expect.poll(() => shardOf(number ?? '')).toBe(shard)
  const homeOf = async (subject: string) =>
    (
      await sql`SELECT shard, address FROM listed_customers JOIN listed_shards USING (shard) WHERE complete AND subject = ${subject}`
    )[0]
  await expect.poll(() => homeOf('auth0|carol')).toEqual({ shard: 'b', address: 'https://b.bank.example' })
  await expect.poll(() => homeOf('auth0|alice')).toEqual({ shard: 'a', address: null })
  const { mask } = await openAccount(shards.bank, shards.bank.bob, { name: 'New' })
  const [row] = await shards.a.sql<{ number: string }[]>`SELECT number FROM accounts WHERE name = 'New'`
  expect(row?.number).toContain(mask.slice(2))
  await expect.poll(() => shardOf(row?.number ?? '')).toBe('a')
  await sql.end()
})

test('while the other shard is away the payer is served, and all arrives once it is back', async () => {
  await startClearing()
  link.become({ kind: 'refuse' })
  link.reset()
  const sent = await Promise.all([send(), send(), send()])
  // A way that fails says so and goes on trying: it has tried when it has claimed.
  await expect
    .poll(async () => (await shards.a.sql`SELECT FROM outbox WHERE state = 'posted' AND attempts > 0`).length)
    .toBe(3)
  expect(await Promise.all(sent.map(stateOf))).toEqual(['posted', 'posted', 'posted'])
  link.clear()
  await shards.a.sql`UPDATE outbox SET look_after = now() WHERE state = 'posted'`
  for (const transfer of sent) await expect.poll(() => stateOf(transfer)).toBe('arrived')
  expect(await Promise.all(sent.map(arrivals))).toEqual([1, 1, 1])
  await expectSound()
})

test('what arrives with a warning that it may be lost is not settled, and is sent again', async () => {
  await startClearing()
  await shards.b.sql`CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE WARNING 'canceling wait for synchronous replication due to user request'; RETURN NEW; END $$`
  await shards.b.sql`CREATE TRIGGER warn AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION warn()`
  const transfer = await send()
  await expect.poll(() => arrivals(transfer)).toBe(1)
  await shards.b.sql`DROP FUNCTION warn CASCADE`
  // Another one, sent later, is settled: so would this one be, if it were to be.
  const later = await send()
  await expect.poll(() => stateOf(later)).toBe('arrived')
  expect(await stateOf(transfer)).toBe('posted')
  await shards.a.sql`UPDATE outbox SET look_after = now() WHERE state = 'posted'`
  await expect.poll(() => stateOf(transfer)).toBe('arrived')
  expect(await arrivals(transfer)).toBe(1)
  await expectSound()
})

test('killed while the other shard credits, with its answer lost: the next one ends it, and nothing is credited twice', async () => {
  const first = await startClearing()
  const held = await shards.b.sql.reserve()
  await held`BEGIN`
  await held`SELECT FROM accounts WHERE id = ${shards.carol.checking} FOR NO KEY UPDATE`
  const transfer = await send()
  const waiting = () => shards.b.sql`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%receive_transfers%'`
  await expect.poll(async () => (await waiting()).length).toBe(1)
  await end(first, 'SIGKILL')
  await held`COMMIT`
  held.release()
  // The server does not notice that the one who asked has gone, and commits.
  await expect.poll(() => arrivals(transfer)).toBe(1)
  expect(await stateOf(transfer)).toBe('posted')
  await startClearing()
  await shards.a.sql`UPDATE outbox SET look_after = now() WHERE state = 'posted'`
  await expect.poll(() => stateOf(transfer)).toBe('arrived')
  expect(await arrivals(transfer)).toBe(1)
  await expectSound()
})

test('db:verify looks at every shard, and between them', async () => {
  const env = { DATABASE_SHARDS: addresses }
  const sound = await runScript(['scripts/db.ts', 'verify'], env)
  expect([sound.code, sound.stderr]).toEqual([0, ''])
  expect(sound.stdout).toContain('The shards agree.')
})
