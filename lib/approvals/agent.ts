/** The name under which Aiya's requests are kept; agents from outside have their client's id at the tenant. */
export const AIYA = 'aiya'

/** The same for what the customer has asked for in the portal. */
export const PORTAL = 'portal'

/** An agent from outside, as the customer is told of it. */
export interface Agent {
  clientId: string
  name: string
  /** Null where the client has no metadata at an address of its own. */
  host: string | null
}

/** Aiya as the customer is told of her. */
export const AIYA_AGENT: Agent = { clientId: AIYA, name: 'Aiya', host: null }

/** `NAME (HOST)`, in the same way wherever an agent is named. */
export function agentWords({ name, host }: Agent): string {
  return host === null ? name : `${name} (${host})`
}
