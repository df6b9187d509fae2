import { type Grant, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { grantSignIn } from '../oidc/first-party'
import { isOutside, type Outside } from './mcp-api'
import { preparesTransfers } from './preparing'

/**
 * The provider's rules with the tenant's own consent: an agent asks each time, and the bank's own client never asks.
 */
export function policyWithConsent(outside: Outside): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  const asks = new interactionPolicy.Check('agent_from_outside', 'the customer must allow it', ({ oidc }) =>
    asksEachTime(outside, oidc.client?.clientId) && !oidc.result?.consent
      ? interactionPolicy.Check.REQUEST_PROMPT
      : interactionPolicy.Check.NO_NEED_TO_PROMPT,
  )
  policy.add(new interactionPolicy.Prompt({ name: 'consent', requestable: true }, asks))
  return policy
}

/**
 * The grant behind an authorization: what the customer has just allowed an agent, or the sign-in of the bank's own
 * client.
 */
export async function loadGrant(ctx: KoaContextWithOIDC, outside: Outside): Promise<Grant | undefined> {
  const { client, provider, result } = ctx.oidc
  if (!asksEachTime(outside, client?.clientId)) return grantSignIn(ctx)
  const grantId = result?.consent?.grantId
  return grantId === undefined ? undefined : provider.Grant.find(grantId)
}

/** Whether a client gets nothing until its customer has answered the consent page. */
export function asksEachTime(outside: Outside, clientId: string | undefined): boolean {
  return isOutside(outside, clientId) || preparesTransfers(outside, clientId)
}
