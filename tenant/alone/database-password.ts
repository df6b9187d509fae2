import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Older folders hold more in this file than the tenant alone needs. */
const Stored = z.object({ databasePassword: z.string().regex(/^[0-9a-f]{64}$/) })

/** The password of the Postgres in this folder, made at the first start and readable by its owner alone. */
export function databasePasswordIn(folder: string): string {
  const file = join(folder, 'secrets.json')
  if (existsSync(file)) return Stored.parse(JSON.parse(readFileSync(file, 'utf8'))).databasePassword
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const databasePassword = randomBytes(32).toString('hex')
  // A start that is killed half-way must not leave half a file.
  writeFileSync(`${file}.new`, JSON.stringify({ databasePassword }), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return databasePassword
}
