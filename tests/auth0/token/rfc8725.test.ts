import { generateKeyPairSync, sign } from 'node:crypto'
import { CompactEncrypt, CompactSign } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type AgentBank,
  AUDIENCE,
  type Call,
  CLIENT,
  expectRefused,
  moneyOf,
  openAgentBank,
  send,
} from '../../support/agent/agent-bank'
import { nextMinute } from '../../support/bank/next-minute'
import { newKey } from '../../support/tenant/fake-tenant'

// JSON Web Token Best Current Practices, section 3, rule by rule.

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const stranger = newKey('stranger')

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())
beforeEach(() => nextMinute(agent.bank))

/** Sends a good order with what `from` makes of its good token. */
async function expectChangedRefused(from: (parts: [string, string, string]) => string | Promise<string>) {
  const { token, identifier, order } = agent.goodCall()
  const changed = await from(token.split('.') as [string, string, string])
  await expectRefused(agent.bank, () => send(changed, identifier, order), UNAUTHENTICATED)
}

/** Signs a token by RSA and SHA-256, whatever its header says. */
function signedAnyway(header: unknown, payload: string): string {
  const data = `${encoded(header)}.${payload}`
  return `${data}.${sign('sha256', Buffer.from(data), agent.tenant.key.privateKey).toString('base64url')}`
}

const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('3.1: the algorithm is the one that was agreed, whatever the token says', () => {
  test.each<[string, Call]>([
    ['none', { header: { alg: 'none' } }],
    ['HS256 with the public key for a secret', { header: { alg: 'HS256' } }],
    ['RS512', { header: { alg: 'RS512' } }],
    ['PS256', { header: { alg: 'PS256' } }],
  ])('not %s', async (_, call) => {
    await expectRefused(agent.bank, () => agent.call(call), UNAUTHENTICATED)
  })

  test.each(['rs256', 'None', 'NONE', ' RS256', '', undefined, 7, ['RS256']])('not "%s" over a good signature', (alg) =>
    expectChangedRefused(([header, payload]) => signedAnyway({ ...decoded(header), alg }, payload)),
  )

  test('RS256 over the same header and payload is accepted', async () => {
    const { token, identifier, order } = agent.goodCall()
    const [header = '', payload = ''] = token.split('.')
    expect((await send(signedAnyway(decoded(header), payload), identifier, order)).status).toBe(201)
  })
})

describe('3.2: only algorithms that are still good', () => {
  test.each(['ES256', 'EdDSA', 'RS384', 'RSA1_5'])('%s is not one that was agreed', (alg) =>
    expectChangedRefused(([header, payload]) => signedAnyway({ ...decoded(header), alg }, payload)),
  )

  test('a token without any signature is nothing', () =>
    expectChangedRefused(([header, payload]) => `${encoded({ ...decoded(header), alg: 'none' })}.${payload}.`))
})

describe('3.3: every signature is checked, and nothing counts before', () => {
  test.each<[string, Call]>([
    ['by a key that is not published', { key: stranger }],
    ['by another key under the id of a published one', { key: stranger, header: { kid: 'first' } }],
    ['over an unencoded payload', { header: { crit: ['b64'], b64: false } }],
    ['with critical headers that nobody here understands', { header: { crit: ['exp2'], exp2: 1 } }],
    ['with an empty list of critical headers', { header: { crit: [] } }],
  ])('not %s', async (_, call) => {
    await expectRefused(agent.bank, () => agent.call(call), UNAUTHENTICATED)
  })

  test('not one whose payload was changed', () =>
    expectChangedRefused(([header, payload, signature]) => {
      const claims = decoded(payload)
      return [header, encoded({ ...claims, exp: claims.exp + 1 }), signature].join('.')
    }))

  test('not one whose header was changed', () =>
    expectChangedRefused(([header, payload, signature]) =>
      [encoded({ ...decoded(header), cty: 'JWT' }), payload, signature].join('.'),
    ))

  test('not one that was cut off', () => expectChangedRefused((parts) => parts.join('.').slice(0, -4)))
  test('not one without its signature', () => expectChangedRefused(([header, payload]) => `${header}.${payload}.`))

  test('not a good token inside another one', () =>
    expectChangedRefused((parts) => {
      const header = { alg: 'RS256', typ: 'JWT', cty: 'JWT', kid: agent.tenant.key.kid }
      return new CompactSign(Buffer.from(parts.join('.'))).setProtectedHeader(header).sign(agent.tenant.key.privateKey)
    }))
})

describe('3.4: what goes into the cryptography is looked at first', () => {
  test.each([
    ['empty', ''],
    ['one byte', 'AA'],
    ['all zeros', Buffer.alloc(256).toString('base64url')],
    ['longer than the key', Buffer.alloc(512, 1).toString('base64url')],
  ])('not a signature that is %s', (_, signature) =>
    expectChangedRefused(([header, payload]) => `${header}.${payload}.${signature}`),
  )

  test.each([
    ['more parts', 'a.b.c.d'],
    ['no header', '.e30.c2ln'],
    ['a header that is no JSON', 'bm8.e30.c2ln'],
    ['a header that is a list', `${encoded([])}.e30.c2ln`],
  ])('not a token with %s', (_, token) => expectChangedRefused(() => token))
})

test('3.5: a key that is too short is not taken, published or not', async () => {
  const weak = { kid: 'weak', ...generateKeyPairSync('rsa', { modulusLength: 1024 }) }
  agent.tenant.published = [agent.tenant.key, weak]
  const before = await moneyOf(agent.bank)
  const response = await agent.call({ key: weak })
  expect(response.status).toBe(401)
  expect(await moneyOf(agent.bank)).toEqual(before)
})

describe('3.6: nothing is decrypted, and so nothing inflated', () => {
  test.each([{}, { zip: 'DEF' }])('not an encrypted token with %j', (zip) =>
    expectChangedRefused(async (parts) => {
      const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'at+jwt', kid: agent.tenant.key.kid }
      const jwe = new CompactEncrypt(Buffer.from(parts.join('.'))).setProtectedHeader(header)
      const [protectedHeader = '', ...rest] = (await jwe.encrypt(agent.tenant.key.publicKey)).split('.')
      return [encoded({ ...decoded(protectedHeader), ...zip }), ...rest].join('.')
    }),
  )
})

describe('3.7: claims are UTF-8', () => {
  test.each(['latin1', 'utf16le'] as const)('not %s', (encoding) =>
    expectChangedRefused(([header, payload]) => {
      const claims = JSON.stringify({ ...decoded(payload), name: 'Zo\u00eb' })
      const bytes = Buffer.from(claims, encoding)
      return new CompactSign(bytes).setProtectedHeader(decoded(header)).sign(agent.tenant.key.privateKey)
    }),
  )
})

type Claims = Record<string, unknown>

describe('3.8: issuer and subject', () => {
  test.each<[string, (issuer: string) => Claims]>([
    ['no issuer', () => ({ iss: undefined })],
    ['one without the slash', (issuer) => ({ iss: issuer.slice(0, -1) })],
    ['one with two slashes', (issuer) => ({ iss: `${issuer}/` })],
    ['the same host over https', (issuer) => ({ iss: issuer.replace('http:', 'https:') })],
    ['another issuer, by our key', () => ({ iss: 'https://other.example/' })],
    ['a list of issuers', (issuer) => ({ iss: [issuer] })],
    ['no subject', () => ({ sub: undefined })],
    ['an empty subject', () => ({ sub: '' })],
    ['a subject that is a number', () => ({ sub: 7 })],
  ])('not %s', async (_, claims) => {
    await expectRefused(agent.bank, () => agent.call({ claims: claims(agent.tenant.issuer) }), UNAUTHENTICATED)
  })

  test.each(['auth0|nobody', 'auth0|Alice', 'auth0|alice ', "auth0|alice' OR '1'='1"])(
    'a subject that the bank does not know is no customer: %s',
    async (sub) => {
      const call = () => agent.call({ claims: { sub } })
      await expectRefused(agent.bank, call, { status: 404, code: 'account_not_found' })
    },
  )
})

describe('3.9: audience', () => {
  test.each<[string, (issuer: string) => unknown]>([
    ['missing', () => undefined],
    ['an empty list', () => []],
    ['another', () => 'https://other.example/api'],
    ['ours with a slash', () => `${AUDIENCE}/`],
    ['another and userinfo', (issuer) => ['https://other.example/', `${issuer}userinfo`]],
    ['userinfo alone', (issuer) => `${issuer}userinfo`],
    ['ours and another', () => [AUDIENCE, 'https://other.example/api']],
    ['ours, userinfo and another', (issuer) => [AUDIENCE, `${issuer}userinfo`, 'https://other.example']],
    ["ours and another issuer's userinfo", () => [AUDIENCE, 'https://other.example/userinfo']],
  ])('not %s', async (_, aud) => {
    await expectRefused(agent.bank, () => agent.call({ claims: { aud: aud(agent.tenant.issuer) } }), UNAUTHENTICATED)
  })
})

describe('3.10: nothing that the token says leads anywhere', () => {
  test.each<[string, unknown]>([
    ['no-such-key', 'no-such-key'],
    ['a path', '../../../../dev/null'],
    ['SQL', "first' OR '1'='1"],
    ['a prototype', '__proto__'],
    ['a number', 1],
    ['a list', ['first']],
  ])('not a key id that is %s', async (_, kid) => {
    await expectRefused(agent.bank, () => agent.call({ key: stranger, header: { kid } }), UNAUTHENTICATED)
  })

  test('not a key that the token brings along', async () => {
    const jwk = stranger.publicKey.export({ format: 'jwk' })
    const header = { kid: undefined, jwk }
    await expectRefused(agent.bank, () => agent.call({ key: stranger, header }), UNAUTHENTICATED)
  })

  test.each(['jku', 'x5u'])('not a key that %s points to, which is not fetched', async (member) => {
    let asked = 0
    agent.tenant.answers['/theirs.json'] = () => {
      asked += 1
      return { keys: [{ ...stranger.publicKey.export({ format: 'jwk' }), kid: 'stranger' }] }
    }
    const header = { [member]: `${agent.tenant.origin}/theirs.json` }
    await expectRefused(agent.bank, () => agent.call({ key: stranger, header }), UNAUTHENTICATED)
    expect(asked).toBe(0)
  })

  test('a certificate beside a good signature changes nothing', async () => {
    expect((await agent.call({ header: { x5c: ['AAAA'], x5t: 'AAAA' } })).status).toBe(201)
  })
})

describe('3.11: the type is explicit', () => {
  test.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['id_token+jwt', 'id_token+jwt'],
    ['dpop+jwt', 'dpop+jwt'],
    ['logout+jwt', 'logout+jwt'],
    ['secevent+jwt', 'secevent+jwt'],
    ['a number', 1],
    ['a list', ['at+jwt']],
  ])('not %s', async (_, typ) => {
    await expectRefused(agent.bank, () => agent.call({ header: { typ } }), UNAUTHENTICATED)
  })

  test.each(['JWT', 'at+jwt', 'application/at+jwt', 'AT+JWT'])('%s is good', async (typ) => {
    expect((await agent.call({ header: { typ } })).status).toBe(201)
  })
})

// With tokens that the local tenant gave: real-token.test.ts.
describe('3.12: what is one kind of token is no other kind', () => {
  test.each<[string, (issuer: string) => Claims]>([
    ['an ID token: it is for the client', () => ({ aud: CLIENT, nonce: 'n', scope: undefined, azp: undefined })],
    ['an ID token that says who may use it', () => ({ aud: CLIENT, nonce: 'n', azp: CLIENT })],
    ["the portal's token: it is for userinfo", (issuer) => ({ aud: `${issuer}userinfo`, scope: 'openid profile' })],
    ['a log-out token', () => ({ aud: CLIENT, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })],
    ["another client's token", () => ({ azp: 'other-agent' })],
    ["another API's token", () => ({ aud: 'https://other.example/api' })],
  ])('not %s', async (_, claims) => {
    await expectRefused(agent.bank, () => agent.call({ claims: claims(agent.tenant.issuer) }), UNAUTHENTICATED)
  })
})
