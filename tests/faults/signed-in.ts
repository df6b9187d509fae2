import { type Portal, signInToPortal } from '../support/bank/portal'
import type { Cluster } from './cluster'
import type { EventLog } from './event-log'

const SIGN_IN_MS_MAX = 5_000

export interface SignedIn {
  portal: Portal
  /** How often the bank said 401 to this customer, who then signed in again. */
  signedInAgain(): number
}

/**
 * A customer who signs in again when told to, as a person would, and then does once more what was refused. A replica
 * whose clock is an hour behind renews sessions that are over at once, for an hour is how long they last unused.
 */
export async function staySignedIn(cluster: Cluster, email: string, log: EventLog): Promise<SignedIn> {
  const signIn = () =>
    signInToPortal(cluster.app, email, cluster.password, AbortSignal.timeout(SIGN_IN_MS_MAX)).catch(() => null)
  const first = await signInToPortal(cluster.app, email, cluster.password)
  let current = first
  let again = 0
  let signingIn: Promise<void> | null = null
  const signInAgain = async () => {
    const fresh = await signIn()
    log.note('signed in again', { email, worked: fresh !== null })
    again++
    if (fresh) current = fresh
    signingIn = null
  }
  const fetchPath = async (path: string, init?: RequestInit): Promise<Response> => {
    const used = current
    const response = await used.fetch(path, init)
    if (response.status !== 401) return response
    log.note('told to sign in', { email, path, said: await response.clone().text() })
    if (used === current) {
      signingIn ??= signInAgain()
      await signingIn
    }
    return used === current ? response : current.fetch(path, init)
  }
  return {
    portal: { ...first, fetch: fetchPath, json: async (path, init) => (await fetchPath(path, init)).json() },
    signedInAgain: () => again,
  }
}
