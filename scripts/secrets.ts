import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const stored = z.object({
  databasePassword: hex,
  tenantCookieSecret: hex,
  clientSecret: hex,
  sessionSecret: hex,
  /** Of the sessions' secret: the next one, which every process knows before any seals with it, and those before it. */
  otherSessionSecrets: z.object({ next: hex, former: z.array(hex) }).optional(),
  demoPassword: z.string().min(8),
})

/** The secrets of an embedded bank, made once for each data folder. */
export type Secrets = z.output<typeof stored>

export const freshSecret = () => randomBytes(32).toString('hex')

/**
 * Reads the data folder's secrets, or makes them at the first start.
 * @throws Error in one line where the file cannot be read
 */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  if (existsSync(file)) return whole(file, (text) => stored.parse(JSON.parse(text)))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secrets: Secrets = {
    databasePassword: freshSecret(),
    tenantCookieSecret: freshSecret(),
    clientSecret: freshSecret(),
    sessionSecret: freshSecret(),
    demoPassword: `demo-${randomBytes(5).toString('hex')}`,
  }
  writeWhole(file, JSON.stringify(secrets, null, 2))
  return secrets
}

/** What a file of the data folder holds. Nothing of it is said, since it is secret. */
function whole<Held>(file: string, read: (text: string) => Held): Held {
  const text = readFileSync(file, 'utf8')
  try {
    return read(text)
  } catch {
    throw new Error(`${file} is damaged. Put it back from a backup; a bank without it needs a new DATA_DIR.`)
  }
}

const businesses = z.object({ shop: hex, brokerage: hex })

/**
 * The secrets of the shop's and the brokerage's clients at the local tenant, made at the first start. They stand in a
 * file of their own, because a data folder may be older than the businesses.
 */
export function readBusinessSecrets(dataDir: string): z.output<typeof businesses> {
  const file = join(dataDir, 'business-secrets.json')
  if (existsSync(file)) return whole(file, (text) => businesses.parse(JSON.parse(text)))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secrets = { shop: randomBytes(32).toString('hex'), brokerage: randomBytes(32).toString('hex') }
  writeWhole(file, JSON.stringify(secrets, null, 2))
  return secrets
}

/** The file of the key that signs receipts. A data folder that is older than receipts has none yet. */
export const receiptKeyFile = (dataDir: string) => join(dataDir, 'receipt-key.pem')

/** The data folder's key that signs receipts (P-256, PKCS#8 in PEM), made at the first start. */
export function readReceiptKey(dataDir: string): string {
  const file = receiptKeyFile(dataDir)
  if (existsSync(file)) return whole(file, aPrivateKey)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const pem = newReceiptKey()
  writeWhole(file, pem)
  return pem
}

function aPrivateKey(pem: string): string {
  createPrivateKey(pem)
  return pem
}

export function newReceiptKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** The file of the public keys of receipts that were signed before a change of the key. */
export const formerReceiptKeysFile = (dataDir: string) => join(dataDir, 'receipt-keys-former.json')

/** The same keys as a list in JSON, for RECEIPT_FORMER_KEYS. */
export function readFormerReceiptKeys(dataDir: string): string {
  const file = formerReceiptKeysFile(dataDir)
  return existsSync(file) ? readFileSync(file, 'utf8') : '[]'
}

/** Writes the data folder's secrets in the place of those that are there. */
export function writeSecrets(dataDir: string, secrets: Secrets): void {
  writeWhole(join(dataDir, 'secrets.json'), JSON.stringify(stored.parse(secrets), null, 2))
}

/** Writes the file completely or not at all: a killed start must not leave half a file. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
