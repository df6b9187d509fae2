import expected from '@/db/expected-schema.json' with { type: 'json' }
import { schemaSources } from '@/db/schema-sources'

// A change of the SQL must show as a diff of db/expected-schema.json, with which the bank compares its own database.

const before: Record<string, string> = expected.sources
const now = schemaSources()
const changed = Object.keys({ ...before, ...now }).filter((file) => before[file] !== now[file])
for (const file of changed)
  console.error(`${file} has changed since db/expected-schema.json was written: npm run db:expect`)
if (changed.length > 0) process.exitCode = 1
