import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { v7 as uuidv7 } from 'uuid'
import { accountNamed, bank } from './support/bank'
import { test } from './support/journey'

// What only a real server in front of the routes can spoil.

/** Sends a body piece by piece, with no length said ahead. */
async function sendInPieces(
  pieces: (string | Buffer)[],
  headers: Record<string, string>,
  path = '/api/accounts/transfers',
) {
  const sending = request(`${bank.app}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: bank.app, 'Idempotency-Key': randomUUID(), ...headers },
  })
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  // The bank may answer and hang up before it was sent everything.
  sending.on('error', () => {})
  for (const piece of pieces) {
    sending.write(piece)
    await sleep(150)
  }
  sending.end()
  const [response] = await answered
  let body = ''
  for await (const chunk of response) body += chunk
  return { ...JSON.parse(body), status: response.statusCode, mediaType: response.headers['content-type'] }
}

test('an order with too much behind it is refused, and not made without its end', async ({ alice, aliceBrowser }) => {
  const from = await accountNamed(alice.request, 'Savings')
  const to = await accountNamed(alice.request, 'Checking')
  const order = JSON.stringify({ fromAccountId: from.id, toAccountId: to.id, amount: '0.07', currency: 'USD' })
  const cookies = { Cookie: aliceBrowser.session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
  // Blanks: as JSON, the whole would be as good as its beginning.
  for (const more of [17_000, 60_000, 250_000, 1_000_000]) {
    const answer = await sendInPieces([order, Buffer.alloc(more, ' ')], cookies)
    expect(answer, `${more} more`).toMatchObject({ status: 413, code: 'body_too_large' })
  }
  expect(await accountNamed(alice.request, 'Savings')).toEqual(from)
  const payee = JSON.stringify({ accountNumber: '100030007788' })
  const said = JSON.stringify({ message: { id: 'm-1', role: 'user', parts: [{ type: 'text', text: 'Hello' }] } })
  for (const [path, body] of [
    ['/api/payees', payee],
    [`/api/chat/${uuidv7()}`, said],
  ] as const) {
    const answer = await sendInPieces([body, Buffer.alloc(200_000, ' ')], cookies, path)
    expect(answer, path).toMatchObject({ status: 413, code: 'body_too_large' })
  }
  expect(await sendInPieces([order.slice(0, 40), order.slice(40)], cookies)).toMatchObject({ status: 201 })
})

test('another of the bank’s own cookies is no session, and no reason to break', async ({ playwright }) => {
  const stranger = await playwright.request.newContext({ baseURL: bank.app })
  await stranger.get('/auth/login', { maxRedirects: 0 })
  const { cookies } = await stranger.storageState()
  const begun = cookies.find(({ name }) => name.startsWith('__txn_'))?.value ?? ''
  expect(begun).not.toBe('')
  const values = [
    begun,
    ...begun.split(/[:.]|%3A/i).filter((part) => part.startsWith('ey')),
    begun.replace(/^[^e]*/, ''),
  ]
  for (const value of values) {
    const answer = await sendInPieces(['{}'], { Cookie: `__session=${value}` })
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated', mediaType: 'application/problem+json' })
    expect((await stranger.get('/api/accounts', { headers: { Cookie: `__session=${value}` } })).status()).toBe(401)
  }
  await stranger.dispose()
})

// Some of these once made Next, or something like it, leave out what runs before a page.
for (const [name, value] of [
  ['x-middleware-subrequest', 'proxy:proxy:proxy:proxy:proxy'],
  ['x-middleware-rewrite', '/api/health'],
  ['x-http-method-override', 'GET'],
  ['x-auth0-user', 'auth0|alice'],
] as const) {
  test(`a header of the client's own making opens nothing: ${name}`, async ({ playwright }) => {
    const stranger = await playwright.request.newContext({ baseURL: bank.app, extraHTTPHeaders: { [name]: value } })
    expect((await stranger.get('/accounts', { maxRedirects: 0 })).status()).toBe(307)
    expect((await stranger.get('/api/accounts')).status()).toBe(401)
    expect(await sendInPieces(['{}'], { [name]: value })).toMatchObject({ status: 401, code: 'unauthenticated' })
    await stranger.dispose()
  })
}

test('a method that an address does not have is refused as a problem, with those that it has', async ({ request }) => {
  for (const [method, path, allow] of [
    ['GET', '/api/accounts/transfers', 'OPTIONS, POST'],
    ['DELETE', '/api/agent/transfers', 'OPTIONS, POST'],
    ['GET', '/api/mcp', 'OPTIONS, POST'],
    ['POST', '/api/health', 'GET, HEAD, OPTIONS'],
    ['GET', `/api/payees/${randomUUID()}`, 'DELETE, OPTIONS, PATCH'],
    ['POST', '/.well-known/oauth-protected-resource/api/mcp', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const answer = await request.fetch(`${bank.app}${path}`, { method })
    expect(answer.headers(), path).toMatchObject({ allow, 'content-type': 'application/problem+json' })
    expect(await answer.json(), path).toMatchObject({ status: 405, code: 'method_not_allowed' })
  }
})
