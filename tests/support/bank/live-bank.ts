import { getAsyncAuthorizationCredentials, setAIContext } from '@auth0/ai-vercel'
import { tool } from 'ai'
import { z } from 'zod'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { auth0AI } from '@/lib/auth0/ai/client'
import { stateAgentsTo } from '@/lib/auth0/ai/on-behalf-of'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import type { TenantConfig } from '@/tenant/tenant-config'
import { Link } from '../../faults/link'
import { detailOf, type Order } from '../agent/agent-bank'
import { type PhoneRobot, phoneRobot } from '../phone/phone'
import { ALICE, APP_CLIENT, PASSWORD, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../tenant/tenant'
import { type Mounted, mount } from './mount'
import { openSeededBank, type SeededBank } from './seeded-bank'

export interface LiveBank {
  bank: SeededBank
  tenant: TestTenant
  /** The link by which the app and the phone reach the tenant. */
  tenantLink: Link
  /** The agent route on a port, at the app's own address. */
  app: Mounted
  /** Alice's phone. */
  phone: PhoneRobot
  close(): Promise<void>
}

/**
 * Opens the whole system without a browser: the seeded bank, the local tenant, alice's phone, and the agent route
 * mounted on its own port, to which Aiya's tool posts. `variables` are set in the environment before it is first read,
 * and `more` goes into the tenant's configuration.
 */
export async function openLiveBank(
  variables: Record<string, string> = {},
  more: Partial<TenantConfig> = {},
): Promise<LiveBank> {
  process.env.LOG_LEVEL ??= 'silent'
  log.level = process.env.LOG_LEVEL
  const bank = await openSeededBank()
  const app = await mount(agentTransfer)
  const tenantLink = await Link.open(0)
  const issuer = `http://localhost:${tenantLink.port}/`
  const ownClient = { ...APP_CLIENT, revocationUri: `${app.origin}/api/mandates/revocations` }
  const tenant = await startTestTenant({
    ...{ issuer, agentAudience: `${app.origin}/api/agent/transfers`, clients: [ownClient, SIGN_IN_CLIENT] },
    ...more,
  })
  tenantLink.target = tenant.config.port
  const { host, origin } = new URL(tenant.issuer)
  Object.assign(process.env, {
    APP_BASE_URL: app.origin,
    AUTH0_DOMAIN: origin,
    AUTH0_CLIENT_ID: APP_CLIENT.id,
    AUTH0_CLIENT_SECRET: APP_CLIENT.secret,
    ...variables,
  })
  const original = globalThis.fetch
  speakPlainHttpTo(host)
  stateAgentsTo(host)
  const phone = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  return {
    bank,
    tenant,
    tenantLink,
    app,
    phone,
    async close() {
      await tenantLink.close()
      await tenant.stop()
      await app.close()
      await bank.close()
      globalThis.fetch = original
    },
  }
}

/** Gets a token for an order as any agent would: by the SDK, from the tenant, after alice's tap. */
export async function approvedToken({ phone }: LiveBank, order: Order, identifier: string): Promise<string> {
  setAIContext({ threadID: identifier })
  const authorized = auth0AI().withAsyncAuthorization(
    {
      userID: ALICE,
      scopes: ['create:transfer'],
      audience: env().AGENT_API_AUDIENCE,
      bindingMessage: `Transfer ${order.amount} ${order.currency}`,
      authorizationDetails: [detailOf(order, identifier) as { type: string }],
      onAuthorizationRequest: async (_, credentials) => {
        credentials.catch(() => {})
      },
    },
    tool({ inputSchema: z.object({}), execute: async () => getAsyncAuthorizationCredentials()?.accessToken }),
  )
  const token = authorized.execute?.({}, { toolCallId: identifier, messages: [] })
  await phone.approve((await phone.waitForRequest(order.memo ?? '')).id)
  return String(await token)
}
