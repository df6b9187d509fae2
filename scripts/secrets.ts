import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const stored = z.object({
  databasePassword: hex,
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
    tenantCookieSecret: fresh(),
    clientSecret: fresh(),
    sessionSecret: fresh(),
    demoPassword: `demo-${randomBytes(5).toString('hex')}`,
  }
  writeWhole(file, JSON.stringify(secrets, null, 2))
  return secrets
}

/** Where the data folder keeps the key that signs receipts; a folder from before there were receipts has none yet. */
export const receiptKeyFile = (dataDir: string) => join(dataDir, 'receipt-key.pem')

/** The data folder's key that signs receipts (P-256, PKCS#8 in PEM), made at the first start. */
export function readReceiptKey(dataDir: string): string {
  const file = receiptKeyFile(dataDir)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  writeWhole(file, pem)
  return pem
}

/** Whole or not at all: a start killed half-way must not leave half a file. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
