import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { env } from '@/lib/platform/env'
import { expectRefused, moneyOf, type Order, orderBetween, send } from '../../support/agent/agent-bank'
import { approvedToken, type LiveBank, openLiveBank } from '../../support/bank/live-bank'
import { ALICE, APP_CLIENT, PASSWORD, SIGN_IN_CLIENT } from '../../support/tenant/tenant'
import { authorizationRequest, Browser, signIn } from '../../tenant/browser'
import { askFor, poll, postForm } from '../../tenant/ciba'

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }

let live: LiveBank
let order: Order
/** The settings that tests change, as they were. */
let given: Pick<ReturnType<typeof env>, 'AGENT_CLIENT_IDS' | 'AGENT_API_AUDIENCE'>
beforeAll(async () => {
  live = await openLiveBank()
  const { AGENT_CLIENT_IDS, AGENT_API_AUDIENCE } = env()
  given = { AGENT_CLIENT_IDS, AGENT_API_AUDIENCE }
})
afterEach(() => Object.assign(env(), given))
afterAll(() => live.close())
beforeEach(() => {
  const { Checking, Savings } = live.bank.alice.accounts
  order = { ...orderBetween(Checking, Savings), memo: `memo ${randomUUID()}` }
})

const transfers = async () => (await live.bank.sql`SELECT count(*)::int AS count FROM transfers`)[0]?.count

describe('a token that the customer approved on the phone', () => {
  test('moves what it is for, and sent again answers the same transfer', async () => {
    const id = randomUUID()
    const token = await approvedToken(live, order, id)
    const before = await transfers()
    const first = await send(token, id, order)
    expect(first.status).toBe(201)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(first.headers.get('cache-control')).toBe('no-store')
    const body = await first.json()
    expect(body).toEqual({
      transfer: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        status: 'posted',
        ...order,
        authority: 'approval',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    })
    const again = await send(token, id, order)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toEqual(body)
    expect(await transfers()).toBe(before + 1)
  })

  test('moves it once when it is sent many times at the same moment', async () => {
    const id = randomUUID()
    const token = await approvedToken(live, order, id)
    const before = await transfers()
    const responses = await Promise.all(Array.from({ length: 20 }, () => send(token, id, order)))
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(201))
    const ids = await Promise.all(responses.map(async (response) => (await response.json()).transfer.id))
    expect(new Set(ids).size).toBe(1)
    expect(await transfers()).toBe(before + 1)
  })

  test('and a second token for the same approval move it once', async () => {
    const id = randomUUID()
    const [one, two] = [await approvedToken(live, order, id), await approvedToken(live, order, id)]
    expect(one).not.toBe(two)
    const before = await transfers()
    const responses = await Promise.all([send(one, id, order), send(two, id, order)])
    expect(responses.map(({ status }) => status)).toEqual([201, 201])
    expect(await transfers()).toBe(before + 1)
  })

  test('moves nothing else', async () => {
    const id = randomUUID()
    const token = await approvedToken(live, order, id)
    const mismatch = { status: 403, code: 'approval_mismatch' }
    await expectRefused(live.bank, () => send(token, id, { ...order, amount: '25.01' }), mismatch)
    await expectRefused(live.bank, () => send(token, randomUUID(), order), mismatch)
    expect((await send(token, id, order)).status).toBe(201)
  })

  test('is good after the tenant was restarted', async () => {
    const id = randomUUID()
    const token = await approvedToken(live, order, id)
    await live.tenant.restart()
    expect((await send(token, id, order)).status).toBe(201)
  })

  test('is refused if its client is no agent of ours', async () => {
    const id = randomUUID()
    const token = await approvedToken(live, order, id)
    env().AGENT_CLIENT_IDS = ['another-agent']
    await expectRefused(live.bank, () => send(token, id, order), UNAUTHENTICATED)
    env().AGENT_CLIENT_IDS = [...given.AGENT_CLIENT_IDS, 'another-agent']
    expect((await send(token, id, order)).status).toBe(201)
  })

  test('is refused for another API', async () => {
    const id = randomUUID()
    const token = await approvedToken(live, order, id)
    env().AGENT_API_AUDIENCE = `${given.AGENT_API_AUDIENCE}/v2`
    await expectRefused(live.bank, () => send(token, id, order), UNAUTHENTICATED)
  })
})

// RFC 8725 section 3.12: every accepted token has exactly one meaning.
describe('of the same tenant is refused', () => {
  const both = (body: Record<string, unknown>) => [String(body.access_token), String(body.id_token)]
  const expectUnauthenticated = async (tokens: string[]) => {
    for (const token of tokens) {
      expect(token.length).toBeGreaterThan(20)
      await expectRefused(live.bank, () => send(token, randomUUID(), order), UNAUTHENTICATED)
    }
  }

  test.each([APP_CLIENT, SIGN_IN_CLIENT])('what a sign-in gives to the client $name', async (client) => {
    const redirect = client.redirectUris[0] ?? ''
    const attempt = authorizationRequest(live.tenant, { client_id: client.id, redirect_uri: redirect })
    const callback = await signIn(new Browser(), attempt, 'alice@example.com', PASSWORD)
    const form = {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirect,
      code_verifier: attempt.verifier,
      client_id: client.id,
      client_secret: client.secret,
    }
    const { status, body } = await postForm(live.tenant, 'oauth/token', new URLSearchParams(form))
    expect(status).toBe(200)
    await expectUnauthenticated([...both(body), String(body.refresh_token)])
  })

  test('the ID token that comes with an approval', async () => {
    const authReqId = await askFor(live.tenant)
    await live.phone.approve((await live.phone.waitForRequest('rainy days')).id)
    const { body } = await poll(live.tenant, authReqId)
    const [, payload = ''] = String(body.id_token).split('.')
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub: ALICE })
    await expectUnauthenticated([String(body.id_token)])
  })

  test('a request that nobody has approved: there is no token to send', async () => {
    const before = await moneyOf(live.bank)
    const authReqId = await askFor(live.tenant)
    const { body } = await poll(live.tenant, authReqId)
    expect(body).toMatchObject({ error: 'authorization_pending' })
    expect(body.access_token).toBeUndefined()
    await expectUnauthenticated([authReqId])
    expect(await moneyOf(live.bank)).toEqual(before)
  })
})
