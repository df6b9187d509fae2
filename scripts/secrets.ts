import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const stored = z.object({
  databasePassword: hex,
  appRolePassword: hex,
  tenantRolePassword: hex,
  tenantCookieSecret: hex,
  clientSecret: hex,
  sessionSecret: hex,
  demoPassword: z.string().min(8),
})

/** What an embedded bank must keep to itself, made once for each data folder. */
export type Secrets = z.output<typeof stored>

/** Reads the data folder's secrets, or makes them at the first start. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  if (existsSync(file)) return stored.parse(JSON.parse(readFileSync(file, 'utf8')))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const fresh = () => randomBytes(32).toString('hex')
  const secrets: Secrets = {
    databasePassword: fresh(),
    appRolePassword: fresh(),
    tenantRolePassword: fresh(),
    tenantCookieSecret: fresh(),
    clientSecret: fresh(),
    sessionSecret: fresh(),
    demoPassword: `demo-${randomBytes(5).toString('hex')}`,
  }
  // Whole or not at all: a start killed half-way must not leave half a file.
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}
