import { AsyncLocalStorage } from 'node:async_hooks'
import { type Agent, PORTAL } from '@/lib/approvals/agent'
import type { PhoneRequest } from '@/lib/approvals/phone-request'

// Instrumentation and routes are bundled apart; both must find the same one.
const shared = globalThis as { bainkOnBehalfOf?: AsyncLocalStorage<object> }

/** As the phone says it, before what is asked for. */
const CUSTOMER = { sub: PORTAL, sub_profile: 'user', client_name: 'You, in the bAInk portal' }

function asking(): AsyncLocalStorage<object> {
  shared.bainkOnBehalfOf ??= new AsyncLocalStorage()
  return shared.bainkOnBehalfOf
}

/** Runs `ask`; its requests to the tenant name the agent, or the customer, who asked for this approval, or nobody if Aiya did. */
export function onBehalfOf<T>({ agent, inPortal }: PhoneRequest, ask: () => T): T {
  const actor = inPortal ? CUSTOMER : agent && actorOf(agent)
  return actor ? asking().run(actor, ask) : ask()
}

/**
 * Prepares this process for `onBehalfOf`, once, before any client of the local tenant at `host` is built: the SDK has no way
 * to add a parameter to its request (docs/decisions/038).
 */
export function stateAgentsTo(host: string): void {
  const endpoints = [`https://${host}/bc-authorize`, `http://${host}/bc-authorize`]
  const original = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const actor = endpoints.includes(String(input)) ? asking().getStore() : undefined
    if (!actor) return original(input, init)
    // Without a name the phone would say that Aiya asks.
    if (!(init?.body instanceof URLSearchParams)) throw new Error('the SDK sends its request in another way')
    const body = new URLSearchParams(init.body)
    body.set('requested_actor', JSON.stringify(actor))
    return original(input, { ...init, body })
  }
}

/** The agent as an `act` claim (RFC 8693 section 4.1); `sub_profile` is as for Auth0's agents. */
function actorOf({ clientId, name, host }: Agent): object {
  return { sub: clientId, sub_profile: 'ai_agent', client_name: name, ...(host !== null && { client_host: host }) }
}
