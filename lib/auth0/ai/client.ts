import { Auth0AI } from '@auth0/ai-vercel'
import { env } from '@/lib/env'

let client: Auth0AI | undefined

/** The one `Auth0AI` of this process. It keeps nothing: credentials live as long as the tool call they are for. */
export function auth0AI(): Auth0AI {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  client ??= new Auth0AI({
    auth0: { domain: new URL(AUTH0_DOMAIN).host, clientId: AUTH0_CLIENT_ID, clientSecret: AUTH0_CLIENT_SECRET },
    store: forgetfulStore,
  })
  return client
}

/**
 * Remembers nothing. The SDK would keep each token in plain text until it expires, and could hand it to another call
 * with the same arguments; an approval is for one transfer, and a second wish for the same is a second approval.
 */
const forgetfulStore = {
  get: async () => undefined,
  put: async () => {},
  delete: async () => {},
}
