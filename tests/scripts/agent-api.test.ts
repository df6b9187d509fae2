import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentServer, serveAgents } from '@/scripts/agent-server'
import { type AgentBank, type Call, expectRefused, openAgentBank } from '../support/agent/agent-bank'
import { newKey } from '../support/tenant/fake-tenant'

// The agent routes without Next. That each check does what it says is tested on the handlers; here, that the handlers are
// what answers, and that the server around them adds nothing and leaves nothing out.

let agent: AgentBank
let server: AgentServer
beforeAll(async () => {
  agent = await openAgentBank()
  server = await serveAgents({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await agent.close()
})

const at = (path: string) => `http://127.0.0.1:${server.port}${path}`
const TRANSFERS = '/api/agent/transfers'

/** A good call over HTTP, but for the differences in `call`. */
function call(call: Call = {}, headers: Record<string, string> = {}): Promise<Response> {
  const identifier = randomUUID()
  const token = agent.tokenFor({ ...agent.detailOf(agent.order(), identifier), ...call.detail }, call)
  return fetch(at(TRANSFERS), {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': call.idempotencyKey ?? identifier,
      ...headers,
    },
    body: JSON.stringify({ ...agent.order(), ...call.body }),
  })
}

test('a good token posts once, and again under the same key it is answered again', async () => {
  const { order, identifier, token } = agent.goodCall()
  const post = () =>
    fetch(at(TRANSFERS), {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': identifier,
      },
      body: JSON.stringify(order),
    })
  const [first, again] = [await post(), await post()]
  expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true'])
  expect(await again.json()).toEqual(await first.json())
  expect(first.headers.get('x-content-type-options')).toBe('nosniff')
})

const NOW = Math.floor(Date.now() / 1000)
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const MISMATCH = { status: 403, code: 'approval_mismatch' }

test.each<[string, () => Call, { status: number; code: string }]>([
  ['of another issuer', () => ({ claims: { iss: 'https://elsewhere.example/' } }), UNAUTHENTICATED],
  ['for another audience', () => ({ claims: { aud: ['https://elsewhere.example/'] } }), UNAUTHENTICATED],
  [
    'for one audience more',
    () => ({ claims: { aud: ['http://localhost:3000/api/agent/transfers', 'x'] } }),
    UNAUTHENTICATED,
  ],
  ['of another client', () => ({ claims: { azp: 'somebody' } }), UNAUTHENTICATED],
  ['that has expired', () => ({ claims: { iat: NOW - 900, exp: NOW - 600 } }), UNAUTHENTICATED],
  ['without an end', () => ({ claims: { exp: undefined } }), UNAUTHENTICATED],
  ['of another type', () => ({ header: { typ: 'id+jwt' } }), UNAUTHENTICATED],
  ['signed with another key', () => ({ key: newKey(agent.tenant.key.kid) }), UNAUTHENTICATED],
  [
    'with a longer scope',
    () => ({ claims: { scope: 'precreate:transfers' } }),
    { status: 403, code: 'insufficient_scope' },
  ],
  ['for another key', () => ({ idempotencyKey: randomUUID() }), MISMATCH],
  ['for another amount', () => ({ body: { amount: '26.00' } }), MISMATCH],
  ['with another name', () => ({ detail: { creditorName: 'Bob' } }), MISMATCH],
  ['without a detail', () => ({ claims: { authorization_details: [] } }), { status: 403, code: 'approval_required' }],
  ['with a malformed key', () => ({ idempotencyKey: 'x' }), { status: 400, code: 'invalid_request' }],
])('a token %s moves nothing', async (_, differences, expected) => {
  await expectRefused(agent.bank, () => call(differences()), expected)
})

test.each<[string, string, { status: number; code: string }, string | null]>([
  ['GET', TRANSFERS, { status: 405, code: 'method_not_allowed' }, 'OPTIONS, POST'],
  ['PUT', '/api/agent/payer', { status: 405, code: 'method_not_allowed' }, 'OPTIONS, POST'],
  ['DELETE', '/api/agent/payments/1', { status: 405, code: 'method_not_allowed' }, 'GET, HEAD, OPTIONS'],
  ['GET', '/api/accounts', { status: 404, code: 'not_found' }, null],
  ['POST', `${TRANSFERS}/`, { status: 404, code: 'not_found' }, null],
  ['POST', '/api/agent/%00', { status: 404, code: 'not_found' }, null],
])('%s %s is answered as a problem', async (method, path, expected, allow) => {
  const { response } = await expectRefused(agent.bank, () => fetch(at(path), { method }), expected)
  expect(response.headers.get('allow')).toBe(allow)
})

test('a body is limited while it arrives, and the other routes want a token as well', async () => {
  const large = { body: { memo: 'x'.repeat(20_000) } }
  await expectRefused(agent.bank, () => call(large), { status: 413, code: 'body_too_large' })
  await expectRefused(agent.bank, () => call({}, { 'Content-Type': 'text/plain' }), {
    status: 415,
    code: 'unsupported_media_type',
  })
  await expectRefused(agent.bank, () => fetch(at('/api/agent/payer'), { method: 'POST' }), UNAUTHENTICATED)
  await expectRefused(agent.bank, () => fetch(at(`/api/agent/payments/${randomUUID()}`)), UNAUTHENTICATED)
})

test('a server that closes answers what is under way', async () => {
  const closing = await serveAgents({ host: '127.0.0.1', port: 0 })
  const { order, identifier, token } = agent.goodCall()
  const answered = new Promise<number>((resolve, reject) => {
    const body = JSON.stringify(order)
    const sent = httpRequest(
      {
        port: closing.port,
        path: TRANSFERS,
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'Idempotency-Key': identifier,
          Expect: '100-continue',
        },
      },
      (response) => resolve(response.statusCode ?? 0),
    ).on('error', reject)
    // The server has begun with the request before it is told to close; the rest of it follows.
    sent.flushHeaders()
    sent.on('continue', () => {
      closed = closing.close()
      sent.end(body)
    })
  })
  let closed: Promise<void> | undefined
  expect(await answered).toBe(201)
  await closed
  await expect(fetch(`http://127.0.0.1:${closing.port}${TRANSFERS}`)).rejects.toThrow()
})
