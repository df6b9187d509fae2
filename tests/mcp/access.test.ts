import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as revoke } from '@/app/api/agents/revoke/route'
import { GET as list } from '@/app/api/agents/route'
import { getApproval } from '@/lib/approvals/approval'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { signInAs } from '../support/bank/session-double'
import { ALICE } from '../support/tenant/tenant'
import { postForm } from '../tenant/ciba'
import {
  type AgentClient,
  approvalIn,
  clientOf,
  type McpBank,
  OTHER,
  openFor,
  openMcpBank,
  orderOf,
  startAfresh,
  tokenOf,
} from './agent-client'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let live: McpBank
let agent: AgentClient
beforeAll(async () => {
  live = await openMcpBank()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  await startAfresh(live)
  agent = await clientOf(live.endpoint, await tokenOf(live))
  signInAs(live.bank.alice.id, ALICE)
})
afterEach(() => agent.close())

const revokeAs = (clientId: unknown) =>
  revoke(
    new Request(`${env().APP_BASE_URL}/api/agents/revoke`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: env().APP_BASE_URL },
      body: JSON.stringify({ clientId }),
    }),
  )
const listed = async () => (await (await list()).json()).agents
const UNAUTHENTICATED = /Unauthorized|401|unauthenticated/

test('a customer sees who has access, to what, since when and when it was last used', async () => {
  await agent.call('list_accounts')
  const agents = await listed()
  expect(agents).toEqual([
    {
      clientId: 'baink-cli',
      name: 'bAInk command line',
      host: null,
      scopes: ['read:accounts', 'read:transactions', 'request:transfer'],
      grantedAt: expect.stringMatching(/Z$/),
      lastUsedAt: expect.stringMatching(/Z$/),
    },
  ])
  signInAs(live.bank.bob.id, 'auth0|bob')
  expect(await listed()).toEqual([])
})

describe('who takes an agent’s access back', () => {
  test('puts it out at once, and withdraws what it has asked for, and nothing else', async () => {
    const wish = orderOf(live)
    const { id } = approvalIn(await agent.call('request_transfer', { ...wish }))
    const request = await live.phone.waitForRequest(wish.memo)
    const others = await openFor(live, OTHER, orderOf(live))
    const bobs = await clientOf(live.endpoint, await tokenOf(live, 'bob@example.com'))
    const answer = await revokeAs('baink-cli')
    expect([answer.status, await answer.json()]).toEqual([200, { agents: [] }])
    await expect(agent.call('list_accounts')).rejects.toThrow(UNAUTHENTICATED)
    expect(await getApproval(live.bank.alice.id, id)).toMatchObject({ status: 'cancelled', reason: 'access_revoked' })
    expect(await getApproval(live.bank.alice.id, others.id)).toMatchObject({ status: 'requested' })
    await vi.waitUntil(async () => !(await live.phone.pending()).some((one) => one.id === request.id), {
      timeout: 5_000,
    })
    expect((await bobs.call('list_accounts')).isError).toBe(false)
    await bobs.close()
  })

  describe('at the tenant', () => {
    beforeEach(async () => {
      await agent.call('list_accounts')
      const [client_id, client_secret] = [env().AUTH0_CLIENT_ID, env().AUTH0_CLIENT_SECRET]
      await postForm(live.tenant, 'oauth/grants/revoke', new URLSearchParams({ client_id, client_secret, sub: ALICE }))
    })

    test('has it out of the bank within a minute', async () => {
      const now = performance.now.bind(performance)
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 59_000)
      try {
        await expect(agent.call('list_accounts')).rejects.toThrow(UNAUTHENTICATED)
      } finally {
        clock.mockRestore()
      }
    })

    test('has no phone ring for it any more', async () => {
      const asked = await agent.call('request_transfer', { ...orderOf(live) })
      expect(asked).toMatchObject({ isError: true, code: 'unauthenticated' })
    })
  })

  test('does it for no other customer, and not for an agent that has none', async () => {
    signInAs(live.bank.bob.id, 'auth0|bob')
    expect((await revokeAs('https://nobody.example/client.json')).status).toBe(404)
    await revokeAs('baink-cli')
    expect((await agent.call('list_accounts')).isError).toBe(false)
    expect((await revokeAs(7)).status).toBe(400)
    signInAs(null)
    expect((await revokeAs('baink-cli')).status).toBe(401)
  })
})
