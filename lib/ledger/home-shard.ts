import { z } from 'zod'
import { DatabaseUnavailable, database, withDeadline } from '@/lib/platform/database/client'
import { directory } from '@/lib/platform/database/directory'

/** Where a customer banks, as db/shards/directory.sql answers. */
const home = z.object({ shard: z.string(), address: z.url({ protocol: /^https?$/ }).nullable() })

/** Thrown when somebody comes to this app whose accounts are on another shard. `address` is where its app is, if known. */
export class BanksElsewhere extends Error {
  override name = 'BanksElsewhere'
  constructor(readonly address: string | null) {
    super('this customer banks on another shard')
  }
}

/**
 * Makes sure that somebody whom this book does not know may become a customer here: in a bank of several databases, nobody else
 * has them, and nobody else will. Does nothing in a bank of one database.
 * @throws BanksElsewhere if another shard has them
 * @throws DatabaseUnavailable if the directory is away or not complete, or this book has no name yet: nobody knows then where they bank
 */
export async function requireHomeHere(subject: string): Promise<void> {
  const shards = directory()
  if (!shards) return
  const own = await ownName()
  const found = await homeOf(shards, subject, own)
  if (!found) throw new DatabaseUnavailable('the directory does not list the customers of all shards yet')
  if (found.shard !== own) throw new BanksElsewhere(found.address)
}

/**
 * Makes sure that no other shard has somebody whom this book does not know. Nobody becomes a customer anywhere by that.
 * @throws BanksElsewhere if one has them
 * @throws DatabaseUnavailable if the directory is away, or this book has no name yet
 */
export async function requireNotElsewhere(subject: string): Promise<void> {
  const shards = directory()
  if (!shards) return
  const found = await homeOf(shards, subject, null)
  if (found && found.shard !== (await ownName())) throw new BanksElsewhere(found.address)
}

async function ownName(): Promise<string> {
  const [own] = await withDeadline(database().sql<{ name: string | null }[]>`SELECT shard_name() AS name`)
  if (own?.name) return own.name
  throw new DatabaseUnavailable('this book is one of several and has no name yet: start npm run clearing')
}

/** @param asking the shard that takes a subject whom nobody has; null takes nobody */
async function homeOf(shards: NonNullable<ReturnType<typeof directory>>, subject: string, asking: string | null) {
  const [row] = await withDeadline(shards.sql<{ home: unknown }[]>`
    SELECT home_of(p_subject => ${subject}, p_asking => ${asking}) AS home`)
  return row?.home ? home.parse(row.home) : null
}
