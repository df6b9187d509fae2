import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
}

/** A tenant that says and signs whatever a test wants: only its discovery document and its keys, on loopback. */
export interface FakeTenant {
  origin: string
  /** With the trailing slash that Auth0's have. */
  issuer: string
  /** The key that `bearer` signs with unless told otherwise; it is published from the start. */
  key: SigningKey
  /** What the JWKS shows; a test may change it. */
  published: SigningKey[]
  /** What the discovery document names as issuer. */
  statedIssuer: string
  /** Whether each document is answered as it should be, with 500, or with something that is not JSON. */
  discovery: Health
  jwks: Health
  /** How often each document was asked for. */
  asked: { discovery: number; jwks: number }
  /** What other paths answer to a form, such as `/bc-authorize`; none unless a test says so. */
  answers: Record<string, (form: URLSearchParams) => Record<string, unknown>>
  stop(): Promise<void>
}

type Health = 'well' | 'broken' | 'gibberish'

export function newKey(kid: string): SigningKey {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }
}

export async function startFakeTenant(): Promise<FakeTenant> {
  const key = newKey('first')
  const server = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const tenant: FakeTenant = {
    origin,
    issuer: `${origin}/`,
    key,
    published: [key],
    statedIssuer: `${origin}/`,
    discovery: 'well',
    jwks: 'well',
    asked: { discovery: 0, jwks: 0 },
    answers: {},
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const listener = documentsOf(tenant)
  return tenant
}

function documentsOf(tenant: FakeTenant): RequestListener {
  return async (request, response) => {
    const answer = tenant.answers[request.url ?? '']
    if (answer) {
      const form = new URLSearchParams(await text(request))
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(form)))
    }
    const name = request.url?.includes('jwks') ? 'jwks' : 'discovery'
    tenant.asked[name] += 1
    if (tenant[name] === 'broken') return response.writeHead(500).end('{}')
    if (tenant[name] === 'gibberish') return response.writeHead(200).end('<html>')
    const document =
      name === 'discovery'
        ? { issuer: tenant.statedIssuer, jwks_uri: `${tenant.origin}/.well-known/jwks.json` }
        : // Without `alg`, so that only the verifier's own list stands between a key and another algorithm.
          { keys: tenant.published.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid })) }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  }
}

/** Ways to sign, by `alg`. HS256 signs with the public key as its secret, which is the attack. */
const SIGNERS: Record<string, (data: string, key: SigningKey) => Buffer> = {
  RS256: (data, { privateKey }) => sign('sha256', Buffer.from(data), privateKey),
  RS512: (data, { privateKey }) => sign('sha512', Buffer.from(data), privateKey),
  PS256: (data, { privateKey }) =>
    sign('sha256', Buffer.from(data), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  HS256: (data, { publicKey }) =>
    createHmac('sha256', publicKey.export({ format: 'pem', type: 'spki' }))
      .update(data)
      .digest(),
  none: () => Buffer.alloc(0),
}

/** A compact JWS of any header and payload; members that are `undefined` are left out. */
export function compact(header: Record<string, unknown>, payload: unknown, key: SigningKey): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const data = `${part(header)}.${part(payload)}`
  const signer = SIGNERS[String(header.alg)]
  if (!signer) throw new Error(`cannot sign ${header.alg}`)
  return `${data}.${signer(data, key).toString('base64url')}`
}
