import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type postgres from 'postgres'

const FOLDER = fileURLToPath(new URL('./functions', import.meta.url))

/** One SQL function of the ledger: its definition, its rights, and the triggers that call it. */
export interface FunctionFile {
  name: string
  text: string
  /** SHA-256 of the text, in hex. A file with an unchanged hash is not applied again. */
  hash: string
}

/** Every file of db/functions, by name. */
export function functionFiles(folder = FOLDER): FunctionFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      return { name: file.slice(0, -'.sql'.length), text, hash: createHash('sha256').update(text).digest('hex') }
    })
}

/** The files that differ from those that this database got last. */
export async function outdatedFunctions(sql: postgres.ISql, folder = FOLDER): Promise<FunctionFile[]> {
  const [table] = await sql`SELECT to_regclass('drizzle.functions') AS found`
  const applied = table?.found
    ? await sql<{ name: string; hash: string }[]>`SELECT name, hash FROM drizzle.functions`
    : []
  const hashes = new Map(applied.map(({ name, hash }) => [name, hash]))
  return functionFiles(folder).filter(({ name, hash }) => hashes.get(name) !== hash)
}

/**
 * Gives the database every function whose file has changed, and drops those whose file is gone. A function has one
 * signature: a file that changes it first drops the old one.
 * @throws Error that names the function if an older signature is left, which a caller could reach by accident
 */
export async function applyFunctions(tx: postgres.TransactionSql, folder = FOLDER): Promise<void> {
  await tx`CREATE TABLE IF NOT EXISTS drizzle.functions (name text PRIMARY KEY, hash text NOT NULL)`
  // A function in SQL may name another that a later file makes.
  await tx`SET LOCAL check_function_bodies = off`
  for (const { name, text, hash } of await outdatedFunctions(tx, folder)) {
    await tx.unsafe(text)
    if ((await signaturesOf(tx, name)).length !== 1)
      throw new Error(`db/functions/${name}.sql: the database must have one function of this name, with one signature.`)
    await tx`
      INSERT INTO drizzle.functions (name, hash) VALUES (${name}, ${hash}) ON CONFLICT (name) DO UPDATE SET hash = ${hash}`
  }
  const kept = functionFiles(folder).map(({ name }) => name)
  const gone = await tx<{ name: string }[]>`DELETE FROM drizzle.functions WHERE name NOT IN ${tx(kept)} RETURNING name`
  for (const { name } of gone) {
    for (const signature of await signaturesOf(tx, name)) await tx.unsafe(`DROP FUNCTION ${signature}`)
  }
}

async function signaturesOf(tx: postgres.TransactionSql, name: string): Promise<string[]> {
  const rows = await tx<{ signature: string }[]>`
    SELECT oid::regprocedure::text AS signature FROM pg_proc
    WHERE proname = ${name} AND pronamespace = 'public'::regnamespace`
  return rows.map(({ signature }) => signature)
}
