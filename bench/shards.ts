import { randomUUID } from 'node:crypto'
import { withConnection } from '@/db/connect'
import { carry, type Shard } from '@/db/shards/carry'
import { verifyShards } from '@/db/shards/verify-shards'
import { verifyLedger } from '@/db/verify'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { unconfirmedCommits } from '@/lib/platform/database/warnings'
import { type BenchBank, openBenchBank } from './bench-bank'
import { type Contender, race, ratioOf, summary } from './compare'
import { setEnvironment } from './environment'

const NAMES = ['a', 'b', 'c', 'd']
const CUSTOMERS = 64
const CLIENTS = 32
const ROUNDS = 3
/** So many shards, and of a hundred transfers so many to another one. */
const SETTINGS = [
  { shards: 1, cross: 0 },
  ...[2, 4].flatMap((shards) => [0, 10, 50].map((cross) => ({ shards, cross }))),
]
const TURNS = SETTINGS.length * (ROUNDS + 0.5)
/** In whole batches only, as a sweeper that is behind does. */
const PACE = { leaseSeconds: 30, most: 100 }

type Setting = (typeof SETTINGS)[number]
const nameOf = ({ shards, cross }: Setting) => `${shards} ${shards === 1 ? 'shard' : 'shards'}, ${cross} % across`

interface OpenShard extends BenchBank {
  name: string
  /** As the app posts, and as a sweeper carries. */
  app: Database
  clearing: Shard
}

/**
 * Posts through one, two and four shards in turns, each a server of its own on this machine, with a share of transfers to
 * another shard. A turn lasts until the last of its transfers has arrived.
 * @throws Error if a book is not sound afterwards, or the shards do not agree
 */
export async function benchShards(seconds: number, say: (line: string) => void) {
  const shards: OpenShard[] = []
  try {
    for (const name of NAMES) {
      say(`opening shard ${name} …`)
      shards.push(await openShard(name))
    }
    setEnvironment(shards[0]?.url ?? '', { origin: 'http://localhost:9', client: 'nobody' })
    for (const at of shards) for (const of of shards) if (at !== of) await knowEachOther(at, of)
    say('posting …')
    const turns = await race(
      SETTINGS.map((setting) => contender(shards, setting)),
      { rounds: ROUNDS, ms: (seconds * 1_000) / TURNS },
    )
    for (const { url, name } of shards) {
      const { differences } = await verifyLedger(url)
      if (differences.length > 0) throw new Error(`the book of ${name} is not sound: ${differences.join('; ')}`)
    }
    const between = await verifyShards(Object.fromEntries(shards.map(({ name, url }) => [name, url])))
    if (between.length > 0) throw new Error(between.join('; '))
    return {
      clients: CLIENTS,
      settings: SETTINGS.map((setting) => ({ ...setting, ...summary(turns.get(nameOf(setting))) })),
      // More shards against one, and a share across against none over as many shards.
      ratios: SETTINGS.slice(1).map(({ shards, cross }) => {
        const [first, second] = [nameOf({ shards, cross }), nameOf({ shards: cross > 0 ? shards : 1, cross: 0 })]
        return { first, second, ...ratioOf(turns, first, second) }
      }),
    }
  } finally {
    for (const { app, clearing, close } of shards) {
      await Promise.all([app.sql.end({ timeout: 1 }), clearing.sql.end({ timeout: 1 })])
      await close()
    }
  }
}

async function openShard(name: string): Promise<OpenShard> {
  const bank = await openBenchBank(CUSTOMERS, name)
  await withConnection(bank.url, (sql) => sql`SELECT name_shard(p_name => ${name})`)
  return {
    ...bank,
    name,
    app: openDatabase(bank.url),
    clearing: { name, sql: openDatabase(bank.url).sql, warnings: unconfirmedCommits },
  }
}

/** Lets each customer at one shard pay the one of the same place at the other. */
async function knowEachOther(at: OpenShard, of: OpenShard): Promise<void> {
  await withConnection(at.url, (sql) =>
    sql.begin(async (tx) => {
      for (const [place, { id, accounts }] of of.customers.entries()) {
        await tx`
          SELECT stand_in_for(p_account => ${accounts[0]}, p_customer => ${id}, p_shard => ${of.name}, p_holder => ${id},
            p_name => 'Checking', p_number => ${`${of.name}${place}-1`}, p_currency => 'USD')`
        await tx`
          INSERT INTO payees (id, customer_id, account_id) VALUES (${randomUUID()}, ${at.customers[place]?.id ?? ''}, ${accounts[0]})`
      }
    }),
  )
}

function contender(all: OpenShard[], setting: Setting): Contender {
  const shards = all.slice(0, setting.shards)
  return {
    name: nameOf(setting),
    async run(ms) {
      const begun = performance.now()
      const each: number[] = []
      let next = 0
      const client = async () => {
        while (performance.now() < begun + ms) {
          const sent = performance.now()
          await postOne(shards, next++, setting.cross)
          each.push(performance.now() - sent)
        }
      }
      const posted = Promise.all(Array.from({ length: CLIENTS }, client))
      const over = new AbortController()
      const carried = carryAll(shards, over.signal)
      await posted
      over.abort()
      await carried
      return { done: each.length, ms: performance.now() - begun, each }
    },
  }
}

async function postOne(shards: OpenShard[], count: number, cross: number): Promise<void> {
  const at = shards[count % shards.length]
  // The hundreds are spread evenly over the shards: 37 and 100 share no divisor.
  const away = (Math.floor(count / shards.length) * 37) % 100 < cross
  const other = away ? shards[(count + 1) % shards.length] : at
  const place = Math.floor(count / shards.length) % CUSTOMERS
  const [customer, payee] = [at?.customers[place], other?.customers[place]]
  if (!at || !customer || !payee) throw new Error('there are no customers')
  const toAccountId = away ? payee.accounts[0] : customer.accounts[1]
  const order = { fromAccountId: customer.accounts[0], toAccountId, amountMinor: 1n, currency: 'USD', memo: null }
  await postTransfer(order, { kind: 'session', customerId: customer.id }, randomUUID(), at.app)
}

/** A sweeper for each way, until nothing waits after `over`. */
async function carryAll(shards: OpenShard[], over: AbortSignal): Promise<void> {
  const ways = shards.flatMap((from) => shards.filter((to) => to !== from).map((to) => ({ from, to })))
  await Promise.all(
    ways.map(async ({ from, to }) => {
      for (;;) {
        const last = over.aborted
        const carried = await carry(from.clearing, to.clearing, PACE)
        if (last && carried.length === 0) return
        if (carried.length < PACE.most) await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }),
  )
}
