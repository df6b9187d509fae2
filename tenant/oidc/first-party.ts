import { type Grant, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'

const SIGN_IN_SCOPES = ['openid', 'profile', 'email']

/** The provider's rules without its consent screen: every client here is the bank's own. */
export function policyWithoutConsent(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  return policy
}

/** The grant behind a sign-in, made on the spot in place of a consent screen. */
export async function grantSignIn(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, account, provider } = ctx.oidc
  if (!client || !account) return undefined
  const known = session?.grantIdFor(client.clientId)
  const existing = known ? await provider.Grant.find(known) : undefined
  if (existing) return existing
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(SIGN_IN_SCOPES.join(' '))
  await grant.save()
  return grant
}
