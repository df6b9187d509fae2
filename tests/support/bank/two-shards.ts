import { randomUUID } from 'node:crypto'
import { connect } from '@/db/connect'
import { migrateDatabase } from '@/db/migrate'
import { asRole, grantClearing, grantRoles } from '@/db/roles'
import { type SeedCustomer, seed } from '@/db/seed'
import type { Shard } from '@/db/shards/carry'
import { verifyShards } from '@/db/shards/verify-shards'
import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { openDatabase } from '@/lib/platform/database/client'
import { readNotice, unconfirmedCommits } from '@/lib/platform/database/warnings'
import { createTestDatabase } from './database'
import { openSeededBank, rolesFor, type SeededBank } from './seeded-bank'

/** Who banks on shard `b`. */
const CAROL: SeedCustomer = {
  subject: 'auth0|carol',
  name: 'Carol Example',
  email: null,
  accounts: ['Checking', 'Savings'].map((name, place) => ({
    name,
    type: 'checking',
    currency: 'USD',
    status: 'active',
    opening: 50_000n,
    floor: 0n,
    number: `10004000112${place}`,
    merchant: false,
  })),
}

export interface Place {
  /** By the clearing's role, as a sweeper is connected. */
  shard: Shard
  /** The owner's pool, which may set a scene and read everything. */
  sql: SeededBank['sql']
  ownerUrl: string
}

/** Two shards: `a` with the demo customers, on which the app works, and `b` with Carol. */
export interface TwoShards {
  bank: SeededBank
  a: Place
  b: Place
  carol: { id: string; checking: string; savings: string }
  /** What both books and their comparison find wrong. */
  differences(): Promise<string[]>
  /** The sum of all stand-ins, and what is on its way: together zero. In minor units of USD. */
  clearing(): Promise<{ standIns: bigint; onItsWay: bigint }>
  close(): Promise<void>
}

/** Opens both on the run's one server, in a database each: a shard knows the other by its address alone. */
export async function openTwoShards(): Promise<TwoShards> {
  const bank = await openSeededBank()
  const other = await createTestDatabase()
  const roles = rolesFor(other.url)
  await migrateDatabase(other.url)
  await seed(other.url, [CAROL])
  await grantRoles(other.url, roles)
  await grantClearing(other.url, roles.clearing)
  const otherBank = openDatabase(other.url)
  const a: Place = { shard: shardAt('a', bank.clearingUrl), sql: bank.sql, ownerUrl: bank.ownerUrl }
  const b: Place = { shard: shardAt('b', asRole(other.url, roles.clearing)), sql: otherBank.sql, ownerUrl: other.url }
  for (const { shard, sql } of [a, b]) await sql`SELECT name_shard(${shard.name})`
  const carol = await carolAt(b)
  for (const account of [carol.checking, carol.savings]) {
    await standIn(a, b, account)
    await a.sql`SELECT add_payee(p_id => ${randomUUID()}, p_customer => ${bank.alice.id}, p_account => ${account}, p_nickname => NULL, p_most => 9)`
  }
  const urls = { a: a.ownerUrl, b: b.ownerUrl }
  return {
    bank,
    a,
    b,
    carol,
    async differences() {
      const books = await Promise.all([a, b].map(({ ownerUrl }) => verifyLedger(ownerUrl)))
      const audits = await Promise.all([a, b].map(({ ownerUrl }) => verifyAudit(ownerUrl)))
      return [
        ...books.flatMap(({ differences }) => differences),
        ...audits.flatMap(({ differences }) => differences),
        ...(await verifyShards(urls)),
      ]
    },
    async clearing() {
      const sums = await Promise.all(
        [a, b].map(
          ({ sql }) => sql<{ standIns: bigint; onItsWay: bigint }[]>`
        SELECT (SELECT coalesce(sum(balance_minor), 0)::bigint FROM accounts WHERE shard IS NOT NULL AND currency = 'USD') AS "standIns",
          (SELECT coalesce(sum(t.amount_minor), 0)::bigint FROM outbox o JOIN transfers t ON t.id = o.transfer_id WHERE o.state = 'posted') AS "onItsWay"`,
        ),
      )
      return sums
        .flat()
        .reduce((all, one) => ({ standIns: all.standIns + one.standIns, onItsWay: all.onItsWay + one.onItsWay }))
    },
    async close() {
      await Promise.all([a, b].map(({ shard }) => shard.sql.end({ timeout: 1 })))
      await otherBank.sql.end({ timeout: 1 })
      await other.drop(Object.values(roles).map(({ name }) => name))
      await bank.close()
    },
  }
}

function shardAt(name: string, url: string): Shard {
  return { name, sql: connect(url, { max: 4, onnotice: readNotice }), warnings: unconfirmedCommits }
}

async function carolAt({ sql }: Place): Promise<TwoShards['carol']> {
  const rows = await sql<{ id: string; customer_id: string; name: string }[]>`
    SELECT a.id, a.customer_id, a.name FROM accounts a JOIN customers c ON c.id = a.customer_id WHERE c.subject = ${CAROL.subject}`
  const [checking, savings] = ['Checking', 'Savings'].map((name) => rows.find((row) => row.name === name))
  if (!checking || !savings) throw new Error('Carol was not seeded')
  return { id: checking.customer_id, checking: checking.id, savings: savings.id }
}

/** Opens the account at `place` that stands in for one of `home`. */
async function standIn(place: Place, home: Place, account: string): Promise<void> {
  const [row] = await home.sql<
    { customer_id: string; holder: string; name: string; number: string; currency: string }[]
  >`
    SELECT a.customer_id, c.name AS holder, a.name, a.number, a.currency
    FROM accounts a JOIN customers c ON c.id = a.customer_id WHERE a.id = ${account}`
  if (!row) throw new Error(`no account ${account}`)
  await place.sql`SELECT stand_in_for(p_account => ${account}, p_customer => ${row.customer_id}, p_shard => ${home.shard.name},
    p_holder => ${row.holder}, p_name => ${row.name}, p_number => ${row.number}, p_currency => ${row.currency})`
}
