import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import type { Settings } from '@/lib/env'
import { describeReceipt } from '@/lib/receipts/describe-receipt'
import { publicJwkOf } from '@/lib/receipts/receipt-key'
import { ReceiptRefused, verifyReceipt } from '@/lib/receipts/verify-receipt'
import { runCommand } from './run-command'
import { receiptKeyFile } from './secrets'

// npm run receipt:verify -- FILE [--keys JWKS-FILE]: offline; without --keys, by this data folder's own key.

const jwks = z.object({ keys: z.array(z.object({ kty: z.string(), kid: z.string() }).loose()).min(1) })

await runCommand(async (settings) => {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { keys: { type: 'string' } } })
  const [file] = positionals
  if (!file || positionals.length > 1) throw new Error('npm run receipt:verify -- FILE [--keys JWKS-FILE]')
  const keys = values.keys
    ? (jwks.parse(JSON.parse(readFileSync(values.keys, 'utf8'))) as JSONWebKeySet)
    : ownKeys(settings)
  const receipt = await verifyReceipt(readFileSync(file, 'utf8').trim(), keys).catch((error: unknown) => {
    throw error instanceof ReceiptRefused ? new Error(`NOT A GENUINE RECEIPT: ${error.message}.`) : error
  })
  console.log(describeReceipt(receipt))
  console.log('\nThe receipt is genuine: it was signed by this key, and not a character of it was changed.')
})

/** Reads the key that is there, and never makes one: a fresh key would call every receipt a forgery. */
function ownKeys({ RECEIPT_SIGNING_KEY, DATA_DIR }: Settings): JSONWebKeySet {
  const file = receiptKeyFile(DATA_DIR)
  if (!RECEIPT_SIGNING_KEY && !existsSync(file))
    throw new Error(`There is no key in ${DATA_DIR}: give the bank's public keys with --keys (GET /api/receipts/keys).`)
  return { keys: [publicJwkOf(RECEIPT_SIGNING_KEY ?? readFileSync(file, 'utf8'))] }
}
