import { type Client, errors } from 'oidc-provider'
import { printable, refusedIn } from '../assets/printable.js'
import { foldName } from '../phone/look-alike'

const NAME_MAX = 60
const ADDRESS_MAX = 2_048
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The problem with the name that an agent gives itself; undefined for a good name. */
export function problemWithName(name: unknown): string | undefined {
  if (typeof name !== 'string') return 'must be a text'
  const refused = refusedIn(name)
  if (refused) return `must not hold ${refused}`
  if (printable(name) === '') return 'must not be blank'
  if ([...name].length > NAME_MAX) return `must be ${NAME_MAX} characters at most`
  if (foldName(name).includes(foldName('bAInk'))) return 'must not look like the bank’s own'
  return undefined
}

/**
 * The problem with an address that codes are to be sent to; undefined for a good address. It must be https, or http on
 * loopback for a program on the customer's own computer (RFC 8252 section 7.3). A scheme of a program's own is refused,
 * because any other program can claim the same scheme.
 */
export function problemWithRedirect(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > ADDRESS_MAX || !URL.canParse(address)) return 'must be an address'
  const { protocol, hostname, username, password, hash } = new URL(address)
  if (username !== '' || password !== '') return 'must not name a user'
  if (hash !== '' || address.includes('#')) return 'must not hold a fragment'
  const loopback = isLoopbackHost(hostname)
  if (protocol === 'https:' && !loopback) return undefined
  if (protocol === 'http:' && loopback) return undefined
  return 'must be https, or http on localhost, 127.0.0.1 or [::1]'
}

/** Whether this host is the computer that the browser runs on. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.has(hostname)
}

/**
 * Checks an agent that is known by its metadata document. A redirect address is checked only when it is used: one
 * document serves many tenants, and may list addresses that this tenant refuses.
 * @throws errors.InvalidClientMetadata that names the member
 */
export function requireRules(client: Client): void {
  const name = client.clientName === undefined ? undefined : problemWithName(client.clientName)
  if (name !== undefined) throw new errors.InvalidClientMetadata(`client_name ${name}`)
  if (client.clientAuthMethod !== 'none') {
    throw new errors.InvalidClientMetadata('token_endpoint_auth_method must be none: no agent has a secret here')
  }
  if (client.backchannelLogoutUri !== undefined) {
    throw new errors.InvalidClientMetadata(
      'backchannel_logout_uri is not for agents, which stay when a customer logs out',
    )
  }
}
