import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const FOLDERS = ['db/migrations', 'db/functions']
const FILES = ['db/app-role.sql', 'db/clearing-role.sql', 'db/comments.sql']

/** The files that make the schema and its rights: their paths in the project, each with its shortened SHA-256. */
export function schemaSources(): Record<string, string> {
  const inFolders = FOLDERS.flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  const files = [...inFolders, ...FILES].filter((file) => file.endsWith('.sql')).sort()
  return Object.fromEntries(
    files.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)]),
  )
}
