import { generateKeyPairSync } from 'node:crypto'

/** A key like the one that `npm start` keeps in the data folder. */
export function freshReceiptKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
