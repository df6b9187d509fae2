import { randomUUID } from 'node:crypto'
import { ALICE, APP_CLIENT, type TestTenant } from '../support/tenant/tenant'

export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba'

/** A transfer as the app describes it in an approval. */
export function transferDetail(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'payment_initiation',
    identifier: randomUUID(),
    instructedAmount: { currency: 'USD', amount: '25.00' },
    debtorAccount: { id: randomUUID(), name: 'Checking', mask: '••4321' },
    creditorAccount: { id: randomUUID(), name: 'Savings', mask: '••8765' },
    creditorName: 'Alice Example',
    remittanceInformationUnstructured: 'rainy days',
    ...changes,
  }
}

/** The form of a good backchannel request, with `changes`; an `undefined` leaves a parameter out. */
export function backchannelForm(tenant: TestTenant, changes: Record<string, string | undefined> = {}): URLSearchParams {
  const form: Record<string, string | undefined> = {
    client_id: APP_CLIENT.id,
    client_secret: APP_CLIENT.secret,
    scope: 'openid create:transfer',
    audience: tenant.config.agentAudience,
    binding_message: 'Transfer 25.00 USD from Checking 4321 to Savings 8765',
    requested_expiry: '300',
    authorization_details: JSON.stringify([transferDetail()]),
    login_hint: loginHint(tenant, ALICE),
    ...changes,
  }
  return new URLSearchParams(Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

export function loginHint(tenant: TestTenant, sub: string): string {
  return JSON.stringify({ format: 'iss_sub', iss: `https://${new URL(tenant.issuer).host}/`, sub })
}

export interface OAuthAnswer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

export async function postForm(
  tenant: Pick<TestTenant, 'issuer'>,
  path: string,
  form: URLSearchParams,
): Promise<OAuthAnswer> {
  const response = await fetch(new URL(path, tenant.issuer), { method: 'POST', body: form })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

/** Asks for an approval and returns the answer; see `backchannelForm` for `changes`. */
export function ask(tenant: TestTenant, changes: Record<string, string | undefined> = {}): Promise<OAuthAnswer> {
  return postForm(tenant, 'bc-authorize', backchannelForm(tenant, changes))
}

/** Asks for an approval that must be accepted, and returns its `auth_req_id`. */
export async function askFor(tenant: TestTenant, changes: Record<string, string | undefined> = {}): Promise<string> {
  const { status, body } = await ask(tenant, changes)
  if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`)
  return String(body.auth_req_id)
}

export function poll(tenant: TestTenant, authReqId: string, more: Record<string, string> = {}): Promise<OAuthAnswer> {
  const form = {
    grant_type: CIBA_GRANT,
    auth_req_id: authReqId,
    client_id: APP_CLIENT.id,
    client_secret: APP_CLIENT.secret,
  }
  return postForm(tenant, 'oauth/token', new URLSearchParams({ ...form, ...more }))
}
