import { hearBankTime } from './bank-clock'

/** A problem document (RFC 9457) as the bank answers with it; `code` is stable, `title` is for people. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string | null,
    readonly errors: { member: string; message: string }[],
  ) {
    super(title)
  }
}

/** Reading again may help only where the bank, and not the request, is the reason. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status >= 500
}

/**
 * Asks the bank's API, `body` sent as JSON. Somebody whose session has ended is sent to sign in, and comes back to this
 * page.
 * @returns the answer's JSON, or undefined where the bank has nothing to say (204).
 * @throws ApiProblem, or TypeError where the bank cannot be reached.
 */
export async function callBank<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { Accept: 'application/json', ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  await expectOk(response)
  return response.status === 204 ? (undefined as T) : response.json()
}

/** For answers that are not JSON, such as a stream. @throws ApiProblem as `callBank`, with the same way to sign in. */
export async function expectOk(response: Response): Promise<void> {
  hearBankTime(response)
  if (response.ok) return
  const problem = await problemOf(response)
  if (problem.code === 'unauthenticated') signInAgain()
  throw problem
}

/**
 * What to tell a customer whose change was not confirmed: `notDone` only if the bank itself said so, for an answer that got
 * lost says nothing about what was done.
 */
export function failureOf(error: unknown, notDone: string): { title: string; message: string; color: string } {
  if (isWorthRetrying(error)) {
    const message =
      'The bank did not answer. What this page shows next is how it stands; if that is not what you want, try again.'
    return { title: 'Not certain yet', message, color: 'yellow' }
  }
  const { detail, title } = error as ApiProblem
  return { title: notDone, message: detail ?? title, color: 'red' }
}

/** Reads a problem from an answer that is not ok; an answer of something between us and the bank has none. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const document = (await response.json().catch(() => ({}))) as Partial<ApiProblem>
  const title = document.title ?? 'Something between you and the bank answered instead of it'
  return new ApiProblem(response.status, document.code ?? '', title, document.detail ?? null, document.errors ?? [])
}

/** Long enough for another page to come; after that, whoever was leaving has stayed. */
const LEAVING_MS_MAX = 10_000
let leftAt = Number.NEGATIVE_INFINITY
if (typeof window !== 'undefined') window.addEventListener('beforeunload', () => (leftAt = Date.now()))

/**
 * Leads to sign in and back to this page. Not from a page that is being left: while its customer signs out, a read that
 * is still on its way is answered 401, and would turn them round to sign in again.
 */
export function signInAgain(): void {
  if (Date.now() - leftAt < LEAVING_MS_MAX) return
  const here = window.location.pathname + window.location.search
  window.location.assign(`/auth/login?returnTo=${encodeURIComponent(here)}`)
}
