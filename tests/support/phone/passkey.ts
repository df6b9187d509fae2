import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What an authenticator says of itself while it signs (Web Authentication, level 3, section 6.1). */
interface Signing {
  origin: string
  /** The relying party's id; the origin's host without it. */
  rpId?: string
  counter?: number
  userVerified?: boolean
  type?: string
  /** Signs in this one's place. */
  by?: KeyObject
  /** What the browser's payment dialogue says that it showed. */
  payment?: Record<string, unknown>
}

/** An authenticator in software, for what a browser's own never does. */
export interface SoftwarePasskey {
  credentialId: string
  privateKey: KeyObject
  attest(challenge: string, signing: Signing): Record<string, unknown>
  assert(challenge: string, signing: Signing): Record<string, unknown>
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

/** A new passkey on P-256. */
export function softwarePasskey(): SoftwarePasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  const credentialId = id.toString('base64url')
  // RFC 9052 section 7 in CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
  const dataOf = ({ origin, rpId, counter = 0, userVerified = true }: Signing, attested: Buffer) => {
    const flags = 0x01 | (userVerified ? 0x04 : 0) | (attested.length > 0 ? 0x40 : 0)
    const head = Buffer.alloc(5)
    head.writeUInt8(flags, 0)
    head.writeUInt32BE(counter, 1)
    return Buffer.concat([sha256(rpId ?? new URL(origin).hostname), head, attested])
  }
  const clientData = (type: string, challenge: string, { origin, payment }: Signing) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...(payment && { payment }) }))
  const said = { id: credentialId, rawId: credentialId, type: 'public-key', clientExtensionResults: {} }
  return {
    credentialId,
    privateKey,
    attest(challenge, signing) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const data = dataOf(signing, Buffer.concat([Buffer.alloc(16), length, id, cose]))
      // In CBOR: {"fmt": "none", "attStmt": {}, "authData": data}.
      const head = Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex')
      return {
        ...said,
        response: {
          attestationObject: Buffer.concat([head, Buffer.from([data.length]), data]).toString('base64url'),
          clientDataJSON: clientData(signing.type ?? 'webauthn.create', challenge, signing).toString('base64url'),
        },
      }
    },
    assert(challenge, signing) {
      const data = dataOf(signing, Buffer.alloc(0))
      const client = clientData(signing.type ?? 'webauthn.get', challenge, signing)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), signing.by ?? privateKey)
      return {
        ...said,
        response: {
          authenticatorData: data.toString('base64url'),
          clientDataJSON: client.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      }
    },
  }
}
