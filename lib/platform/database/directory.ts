import { env } from '@/lib/platform/env'
import { type Database, openDatabase } from './client'

// A reload in development evaluates this module again, and must not open a second pool.
const shared = globalThis as { bainkDirectory?: Database }

/** The directory of all shards (db/shards/directory.sql); null in a bank of one database. */
export function directory(): Database | null {
  const url = env().DATABASE_DIRECTORY
  if (!url) return null
  shared.bainkDirectory ??= openDatabase(url)
  return shared.bainkDirectory
}
