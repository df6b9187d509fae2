import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withConnection } from '@/db/connect'
import { migrateDatabase } from '@/db/migrate'
import { readComments, readRights, readSchema } from '@/db/read-schema'
import { grantClearing, grantRoles } from '@/db/roles'
import { schemaSources } from '@/db/schema-sources'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'

// npm run db:expect: writes the schema of a database of this version, for db/compare-schema.ts.

const APP = { name: 'baink_app', password: 'a1' }
const TENANT = { name: 'baink_tenant', password: 'b2' }
const CLEARING = { name: 'baink_clearing', password: 'c3' }

const folder = mkdtempSync(join(tmpdir(), 'baink-expect-'))
const server = await startEmbeddedPostgres(join(folder, 'postgres'), 'for-a-moment', { startedFor: 'command' })
try {
  await migrateDatabase(server.adminUrl)
  await grantRoles(server.adminUrl, { app: APP, tenant: TENANT })
  await grantClearing(server.adminUrl, CLEARING)
  const written = await withConnection(server.adminUrl, async (sql) => {
    const rights = await readRights(sql)
    return {
      sources: schemaSources(),
      schema: await readSchema(sql),
      comments: await readComments(sql),
      rights: rights[APP.name] ?? [],
      clearingRights: rights[CLEARING.name] ?? [],
    }
  })
  writeFileSync('db/expected-schema.json', `${JSON.stringify(written, null, 2)}\n`)
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
