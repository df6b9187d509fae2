import { existsSync, readFileSync } from 'node:fs'
import { publicJwkOf } from '@/lib/evidence/receipts/receipt-key'
import {
  formerReceiptKeysFile,
  freshSecret,
  newReceiptKey,
  readFormerReceiptKeys,
  readSecrets,
  receiptKeyFile,
  writeSecrets,
  writeWhole,
} from './secrets'

/** Beside the one in use and the next one, so many former ones still open what they have sealed. */
const FORMER_MAX = 2

/**
 * Changes the data folder's secret of sessions and sealed handles, for processes that are started after this. The next secret is
 * known to every process a change ahead; the first change only makes one.
 * @returns whether the next start seals with another secret
 */
export function rotateSessionSecret(dataDir: string): boolean {
  const { sessionSecret, otherSessionSecrets: others, ...kept } = readSecrets(dataDir)
  const next = freshSecret()
  const changed = others
    ? {
        sessionSecret: others.next,
        otherSessionSecrets: { next, former: [sessionSecret, ...others.former].slice(0, FORMER_MAX) },
      }
    : { sessionSecret, otherSessionSecrets: { next, former: [] } }
  writeSecrets(dataDir, { ...kept, ...changed })
  return others !== undefined
}

/**
 * Changes the data folder's key that signs receipts. The public halves of former keys stay for good, since a receipt does; of the
 * private one nothing stays.
 * @throws Error in one line where there is no key
 */
export function rotateReceiptKey(dataDir: string): void {
  const file = receiptKeyFile(dataDir)
  if (!existsSync(file)) throw new Error(`There is no key in ${dataDir} yet: \`npm start\` makes one.`)
  const { kid, ...jwk } = publicJwkOf(readFileSync(file, 'utf8'))
  const former = JSON.parse(readFormerReceiptKeys(dataDir)) as { kid: string }[]
  // Written first: between the two, the key is only listed twice.
  const all = [{ ...jwk, kid }, ...former.filter((one) => one.kid !== kid)]
  writeWhole(formerReceiptKeysFile(dataDir), JSON.stringify(all))
  writeWhole(file, newReceiptKey())
}
