import './time-zone-cookie'
import type { ReachedLimit } from '@/lib/ledger/refusal'
import { hearBankTime } from './bank-clock'
import { bankFetch } from './bank-fetch'

/** A problem document (RFC 9457) from the bank. `code` is stable; `title` is English (problem-words.ts has the page's words). */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string | null,
    readonly errors: { member: string; message: string }[],
    /** For `limit_exceeded`: the limit, what is left of it, and when it renews. */
    readonly limit: ReachedLimit | null = null,
  ) {
    super(title)
  }
}

/** Whether another try may help: only where the bank, and not the request, caused the failure. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status >= 500
}

/**
 * Asks the bank's API, with `body` sent as JSON. A customer whose session has ended is sent to sign in, and returns to
 * this page.
 * @param key the idempotency key, if the request has one
 * @returns the answer's JSON, or undefined for an answer without a body (204)
 * @throws ApiProblem, or TypeError where the bank cannot be reached
 */
export async function callBank<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  key?: string,
): Promise<T> {
  const response = await bankFetch(path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(key && { 'Idempotency-Key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  await expectOk(response)
  return response.status === 204 ? (undefined as T) : response.json()
}

/**
 * Checks an answer that is not JSON, such as a stream.
 * @throws ApiProblem, as `callBank` does, with the same way to sign in
 */
export async function expectOk(response: Response): Promise<void> {
  hearBankTime(response)
  if (response.ok) return
  const problem = await problemOf(response)
  if (problem.code === 'unauthenticated') signInAgain()
  throw problem
}

/** Reads a problem from an answer that is not ok. A proxy's answer holds no problem document, and has no title. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const document = (await response.json().catch(() => ({}))) as Partial<Omit<ApiProblem, 'limit'> & ReachedLimit>
  const { title = '', code = '', detail = null, errors = [], currency, limit, left, renewsAt = null } = document
  const reached = currency && limit && left ? { currency, limit, left, renewsAt } : null
  return new ApiProblem(response.status, code, title, detail, errors, reached)
}

/** Longer than another page takes to load; after this time the customer has stayed on this page. */
const LEAVING_MS_MAX = 10_000
let leftAt = Number.NEGATIVE_INFINITY
if (typeof window !== 'undefined') window.addEventListener('beforeunload', () => (leftAt = Date.now()))

/** What others want kept of a page that leads to the sign-in. */
const keepers = new Set<() => void>()

/**
 * Has `keep` called before this page leads to the sign-in, whichever of its reads notices the end of the session first.
 * @returns what ends that
 */
export function beforeSignIn(keep: () => void): () => void {
  keepers.add(keep)
  return () => keepers.delete(keep)
}

/**
 * Leads to the sign-in and back to this page, but not from a page that is being left. While a customer signs out, a
 * read that is still under way gets a 401, which would send them back to sign in.
 */
export function signInAgain(): void {
  if (Date.now() - leftAt < LEAVING_MS_MAX) return
  const here = window.location.pathname + window.location.search
  for (const keep of keepers) keep()
  window.location.assign(`/auth/login?returnTo=${encodeURIComponent(here)}`)
}
