import { pageCustomer } from './page-customer'
import { tellSomebodyElse } from './somebody-else'

/** A customer counts as active for this long after the last press, key or scroll. */
const ACTIVE_MS = 60_000
let touchedAt = Number.NEGATIVE_INFINITY
if (typeof window !== 'undefined') {
  const touch = () => (touchedAt = Date.now())
  for (const sign of ['pointerdown', 'keydown', 'wheel']) window.addEventListener(sign, touch, { passive: true })
}

/**
 * The only way from a page to the bank (scripts/check-layout.ts enforces it). Names the customer whom the page was made
 * for, so that the page never shows or moves another customer's money, and tells whether the customer is active, which
 * renews their session.
 */
export async function bankFetch(...[resource, init]: Parameters<typeof fetch>): Promise<Response> {
  const headers = new Headers(init?.headers)
  const customer = pageCustomer()
  if (customer) headers.set('X-Page-Customer', customer)
  if (Date.now() - touchedAt < ACTIVE_MS) headers.set('X-Page-Active', '1')
  const response = await fetch(resource, { ...init, headers })
  if (response.status === 409 && (await codeOf(response)) === 'signed_in_as_other') tellSomebodyElse()
  return response
}

async function codeOf(response: Response): Promise<unknown> {
  const document = await response
    .clone()
    .json()
    .catch(() => null)
  return document?.code
}
