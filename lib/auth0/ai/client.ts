import { Auth0AI } from '@auth0/ai-vercel'
import { env } from '@/lib/platform/env'

let client: Auth0AI | undefined

/** This process's one `Auth0AI`. It stores no credentials: they live only as long as their tool call. */
export function auth0AI(): Auth0AI {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  client ??= new Auth0AI({
    auth0: { domain: new URL(AUTH0_DOMAIN).host, clientId: AUTH0_CLIENT_ID, clientSecret: AUTH0_CLIENT_SECRET },
    store: forgetfulStore,
  })
  return client
}

/**
 * A store that forgets. The SDK's own would keep each token in plain text until it expires and could give it to another
 * call with the same arguments, but an approval is for one transfer.
 */
const forgetfulStore = {
  get: async () => undefined,
  put: async () => {},
  delete: async () => {},
}
