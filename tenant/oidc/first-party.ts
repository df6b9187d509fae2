import type { Grant, KoaContextWithOIDC } from 'oidc-provider'

const SIGN_IN_SCOPES = ['openid', 'profile', 'email']

/**
 * The grant behind a sign-in at the bank. It is made at once, where others would show a consent page. It covers the API
 * that the sign-in is for, as far as reading goes (agent-api.ts).
 */
export async function grantSignIn(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, account, provider, resourceServers = {} } = ctx.oidc
  if (!client || !account) return undefined
  const known = session?.grantIdFor(client.clientId)
  const existing = known ? await provider.Grant.find(known) : undefined
  const apis = Object.entries(resourceServers)
  if (existing && apis.every(([api, { scope }]) => existing.getResourceScope(api) === scope)) return existing
  const grant = existing ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(SIGN_IN_SCOPES.join(' '))
  for (const [api, { scope }] of apis) grant.addResourceScope(api, scope)
  await grant.save()
  return grant
}
