import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** The browser's keys for what is pushed to it, base64url (RFC 8291 section 2). */
export interface PushKeys {
  p256dh: string
  auth: string
}

/** Bytes after which a new record would begin (RFC 8188 section 2.1); what is pushed here is far shorter. */
const RECORD_BYTES = 4_096
/** Ends the last record (RFC 8188 section 2). */
const LAST = 2

/** What RFC 8291's own example fixes; left to chance otherwise. */
export interface Chosen {
  privateKey: Buffer
  salt: Buffer
}

/**
 * Encrypts a message for one browser alone: the push service that carries it cannot read it (RFC 8291 section 3, in the
 * coding `aes128gcm` of RFC 8188).
 */
export function encryptFor({ p256dh, auth }: PushKeys, message: string, chosen?: Chosen): Buffer {
  const browserKey = Buffer.from(p256dh, 'base64url')
  const own = createECDH('prime256v1')
  if (chosen) own.setPrivateKey(chosen.privateKey)
  else own.generateKeys()
  const ownKey = own.getPublicKey()
  const salt = chosen?.salt ?? randomBytes(16)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browserKey, ownKey])
  const secret = derive(own.computeSecret(browserKey), Buffer.from(auth, 'base64url'), info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const text = Buffer.concat([Buffer.from(message), Buffer.from([LAST])])
  const head = Buffer.alloc(5)
  head.writeUInt32BE(RECORD_BYTES)
  head.writeUInt8(ownKey.length, 4)
  return Buffer.concat([salt, head, ownKey, cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

function derive(input: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', input, salt, info, bytes))
}
