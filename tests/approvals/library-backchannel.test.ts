import { randomUUID } from 'node:crypto'
import { Auth0Client } from '@auth0/nextjs-auth0/server'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { env } from '@/lib/platform/env'
import { detailOf, type Order, orderBetween, send } from '../support/agent/agent-bank'
import { approvedToken, type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { ALICE } from '../support/tenant/tenant'

// As Next itself does before it loads anything: what it keeps of a request is in there.
vi.hoisted(() => {
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks')
  Object.assign(globalThis, { AsyncLocalStorage })
})

// The portal's own library can ask the phone as well, in one call that ends with the answer. It gets a token that is as good
// as the bank's own way does; why the portal does not wait for it is docs/decisions/043.

let live: LiveBank
let portal: Auth0Client
let order: Order
beforeAll(async () => {
  live = await openLiveBank()
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, AUTH0_SECRET, APP_BASE_URL } = env()
  portal = new Auth0Client({
    domain: AUTH0_DOMAIN,
    clientId: AUTH0_CLIENT_ID,
    clientSecret: AUTH0_CLIENT_SECRET,
    secret: AUTH0_SECRET,
    appBaseUrl: APP_BASE_URL,
    allowInsecureRequests: true,
  })
})
afterAll(() => live.close())
beforeEach(() => {
  const { Checking, Savings } = live.bank.alice.accounts
  order = { ...orderBetween(Checking, Savings), memo: `memo ${randomUUID()}` }
})

/** The library asks Next for the request's headers first; a page without a request has none. */
const inNext = <T>(work: () => T): T => workAsyncStorage.run({ forceStatic: true } as never, work)

const ask = (identifier: string) =>
  inNext(() =>
    portal.getTokenByBackchannelAuth({
      bindingMessage: `Transfer ${order.amount} ${order.currency}`,
      loginHint: { sub: ALICE },
      requestedExpiry: 60,
      authorizationParams: { scope: 'openid create:transfer', audience: env().AGENT_API_AUDIENCE },
      authorizationDetails: [detailOf(order, identifier) as { type: string }],
    }),
  )
const tap = async (answer: 'approve' | 'deny') =>
  live.phone[answer]((await live.phone.waitForRequest(order.memo ?? '')).id)

test('getTokenByBackchannelAuth waits for the phone and brings an equally good token, which moves the money', async () => {
  const id = randomUUID()
  let answered = false
  const asking = ask(id).finally(() => {
    answered = true
  })
  await live.phone.waitForRequest(order.memo ?? '')
  // Nobody is told anything before the customer has answered: for so long a request of the portal would hang.
  expect(answered).toBe(false)
  await tap('approve')
  const { tokenSet } = await asking
  const response = await send(tokenSet.accessToken, id, order)
  expect([response.status, (await response.json()).transfer.authority]).toEqual([201, 'approval'])

  const [theirs, ours] = [
    tokenSet.accessToken,
    await approvedToken(live, { ...order, memo: `${order.memo} again` }, randomUUID()),
  ]
  expect(decodeProtectedHeader(theirs)).toEqual(decodeProtectedHeader(ours))
  const [said, known] = [decodeJwt(theirs), decodeJwt(ours)]
  expect(Object.keys(said).sort()).toEqual(Object.keys(known).sort())
  for (const same of ['iss', 'sub', 'aud', 'azp', 'scope', 'device'] as const) expect(said[same]).toEqual(known[same])
  expect(Number(said.exp) - Number(said.iat)).toBe(Number(known.exp) - Number(known.iat))
  expect(said.authorization_details).toEqual([detailOf(order, id)])
})

test('a no ends its call with an error, and nothing has moved', async () => {
  const asking = ask(randomUUID())
  const refused = expect(asking).rejects.toMatchObject({ code: 'backchannel_authentication_error' })
  await tap('deny')
  await refused
})
