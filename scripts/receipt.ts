import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { decodeProtectedHeader, type JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { describeMandateReceipt } from '@/lib/evidence/receipts/describe-mandate-receipt'
import { describeReceipt } from '@/lib/evidence/receipts/describe-receipt'
import { MANDATE_RECEIPT_TYPE } from '@/lib/evidence/receipts/mandate-receipt'
import { publicJwkOf } from '@/lib/evidence/receipts/receipt-key'
import { verifyMandateReceipt } from '@/lib/evidence/receipts/verify-mandate-receipt'
import { ReceiptRefused, verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import type { Settings } from '@/lib/platform/env'
import { runCommand } from './run-command'
import { readFormerReceiptKeys, receiptKeyFile } from './secrets'

// npm run receipt:verify -- FILE [--keys JWKS-FILE]: works offline; without --keys it uses this data folder's own key.

const jwks = z.object({ keys: z.array(z.object({ kty: z.string(), kid: z.string() }).loose()).min(1) })

await runCommand(async (settings) => {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { keys: { type: 'string' } } })
  const [file] = positionals
  if (!file || positionals.length > 1) throw new Error('npm run receipt:verify -- FILE [--keys JWKS-FILE]')
  const keys = values.keys
    ? (jwks.parse(JSON.parse(readFileSync(values.keys, 'utf8'))) as JSONWebKeySet)
    : ownKeys(settings)
  const words = await wordsOf(readFileSync(file, 'utf8').trim(), keys).catch((error: unknown) => {
    throw error instanceof ReceiptRefused ? new Error(`NOT A GENUINE RECEIPT: ${error.message}.`) : error
  })
  console.log(words)
  console.log('\nThe receipt is genuine: it was signed by this key, and not a character of it was changed.')
})

/** Verifies either kind of receipt, a transfer's or that of a mandate's use. */
async function wordsOf(jws: string, keys: JSONWebKeySet): Promise<string> {
  if (typeOf(jws) === MANDATE_RECEIPT_TYPE) return describeMandateReceipt(await verifyMandateReceipt(jws, keys))
  return describeReceipt(await verifyReceipt(jws, keys))
}

function typeOf(jws: string): string | undefined {
  try {
    return decodeProtectedHeader(jws).typ
  } catch {
    return undefined
  }
}

/** Reads the existing key and never makes one, because with a new key every receipt would look forged. */
function ownKeys({ RECEIPT_SIGNING_KEY, RECEIPT_FORMER_KEYS, DATA_DIR }: Settings): JSONWebKeySet {
  const file = receiptKeyFile(DATA_DIR)
  if (!RECEIPT_SIGNING_KEY && !existsSync(file))
    throw new Error(`There is no key in ${DATA_DIR}: give the bank's public keys with --keys (GET /api/receipts/keys).`)
  const former = JSON.parse(RECEIPT_FORMER_KEYS ?? readFormerReceiptKeys(DATA_DIR)) as JSONWebKeySet['keys']
  return { keys: [publicJwkOf(RECEIPT_SIGNING_KEY ?? readFileSync(file, 'utf8')), ...former] }
}
