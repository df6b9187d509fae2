import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
}

/** A tenant that signs anything for a test. It has only a discovery document and keys, on loopback. */
export interface FakeTenant {
  origin: string
  /** The issuer, with a trailing slash as in Auth0's. */
  issuer: string
  /** The key that `bearer` signs with by default; it is published from the start. */
  key: SigningKey
  /** The keys in the JWKS, which a test may change. */
  published: SigningKey[]
  /** Whether the JWKS shows the private keys, which makes them worthless. */
  leaks: boolean
  /** The issuer that the discovery document names. */
  statedIssuer: string
  /**
   * Whether the discovery document is answered properly, with 500, or with text that is not JSON; the next member is
   * the same for the JWKS.
   */
  discovery: Health
  jwks: Health
  /** How often each document was fetched. */
  asked: { discovery: number; jwks: number }
  /** Answers of other paths to a form, such as `/bc-authorize`; none by default. */
  answers: Record<string, (form: URLSearchParams) => Record<string, unknown>>
  stop(): Promise<void>
}

type Health = 'well' | 'broken' | 'gibberish'

/** A key of RSA costs a fifth of a second of processor time. */
export function newKey(kid: string, modulusLength = 2048): SigningKey {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength }) }
}

/** Kept beyond the modules of one file or test: no two fake tenants have to tell their keys apart. */
const shared = globalThis as { fakeTenantsKey?: SigningKey }

export async function startFakeTenant(): Promise<FakeTenant> {
  shared.fakeTenantsKey ??= newKey('first')
  const key = shared.fakeTenantsKey
  const server = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const tenant: FakeTenant = {
    origin,
    issuer: `${origin}/`,
    key,
    published: [key],
    leaks: false,
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

const DOCUMENTS: Record<string, keyof FakeTenant['asked']> = {
  '/.well-known/openid-configuration': 'discovery',
  '/.well-known/jwks.json': 'jwks',
}

function documentsOf(tenant: FakeTenant): RequestListener {
  return async (request, response) => {
    const answer = tenant.answers[request.url ?? '']
    if (answer) {
      const form = new URLSearchParams(await text(request))
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(form)))
    }
    // The bank reports outcomes to a tenant on loopback, and takes this one for such a tenant.
    if (request.url === '/ciba/outcome') return response.writeHead(204).end()
    const name = DOCUMENTS[request.url ?? '']
    if (!name) return response.writeHead(404).end('{}')
    tenant.asked[name] += 1
    if (tenant[name] === 'broken') return response.writeHead(500).end('{}')
    if (tenant[name] === 'gibberish') return response.writeHead(200).end('<html>')
    const document =
      name === 'discovery'
        ? { issuer: tenant.statedIssuer, jwks_uri: `${tenant.origin}/.well-known/jwks.json` }
        : // Without `alg`, so that only the verifier's own list keeps a key from another algorithm.
          {
            keys: tenant.published.map(({ kid, publicKey, privateKey }) => ({
              ...(tenant.leaks ? privateKey : publicKey).export({ format: 'jwk' }),
              kid,
            })),
          }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  }
}

/** Signing functions by `alg`. HS256 signs with the public key as its secret, which is the attack. */
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
