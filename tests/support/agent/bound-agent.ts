import { log } from '@/lib/platform/log'
import { CIBA_GRANT, loginHint } from '../../tenant/ciba'
import { openSeededBank, type SeededBank } from '../bank/seeded-bank'
import { type PhoneRobot, phoneRobot } from '../phone/phone'
import { ALICE, PASSWORD, startTestTenant, type TestTenant } from '../tenant/tenant'
import { detailOf, type Order } from './agent-bank'
import { type ProofKey, tenantProof } from './dpop'

/** An agent that Aiya's server does not know: a client of the tenant with its own secret and key. */
const AGENT = {
  id: 'another-agent',
  name: 'Another agent',
  secret: 'another-agents-secret-for-tests',
  redirectUris: ['http://localhost:3997/callback'],
  postLogoutRedirectUris: [],
  asksForApprovals: true,
}

export interface BoundAgent {
  bank: SeededBank
  tenant: TestTenant
  phone: PhoneRobot
  /** The address of the agent route. */
  url: string
  /**
   * Asks for an approval of `order` under `identifier` and has alice approve it.
   * @returns the `auth_req_id`
   */
  approved(order: Order, identifier: string): Promise<string>
  /** Polls the token endpoint; with a proof, for a token that is bound to its key. */
  poll(authReqId: string, proof?: string): Promise<{ status: number; body: Record<string, unknown> }>
  /** A token for `order`, approved on the phone and bound to `key`. */
  boundToken(order: Order, identifier: string, key: ProofKey): Promise<string>
  close(): Promise<void>
}

/** Opens the seeded bank with the local tenant, and an agent that asks there by CIBA without any SDK. */
export async function openBoundAgent(): Promise<BoundAgent> {
  log.level = 'silent'
  const bank = await openSeededBank()
  const tenant = await startTestTenant({ clients: [AGENT] })
  const url = tenant.config.agentAudience
  Object.assign(process.env, {
    APP_BASE_URL: new URL(url).origin,
    AUTH0_DOMAIN: new URL(tenant.issuer).origin,
    AGENT_CLIENT_IDS: AGENT.id,
  })
  const phone = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  const credentials = { client_id: AGENT.id, client_secret: AGENT.secret }
  const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams({ ...credentials, ...form })
    const response = await fetch(new URL(path, tenant.issuer), { method: 'POST', body, headers })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const poll: BoundAgent['poll'] = (authReqId, proof) =>
    post('oauth/token', { grant_type: CIBA_GRANT, auth_req_id: authReqId }, proof ? { DPoP: proof } : {})
  const approved: BoundAgent['approved'] = async (order, identifier) => {
    const { status, body } = await post('bc-authorize', {
      scope: 'openid create:transfer',
      audience: url,
      binding_message: 'Transfer',
      authorization_details: JSON.stringify([detailOf(order, identifier)]),
      login_hint: loginHint(tenant, ALICE),
    })
    if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`)
    await phone.approve((await phone.waitForRequest(order.memo ?? '')).id)
    return String(body.auth_req_id)
  }
  return {
    bank,
    tenant,
    phone,
    url,
    approved,
    poll,
    boundToken: async (order, identifier, key) => {
      const authReqId = await approved(order, identifier)
      const { body } = await poll(authReqId, await tenantProof(key, new URL('oauth/token', tenant.issuer).href))
      return String(body.access_token)
    },
    async close() {
      await tenant.stop()
      await bank.close()
    },
  }
}
