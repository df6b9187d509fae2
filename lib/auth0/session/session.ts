import { decodeJwt } from 'jose'
import { headers } from 'next/headers'
import { cache } from 'react'
import { type Customer, customerOf } from '@/lib/ledger/customer'
import { Problem } from '@/lib/platform/http/problem'
import { requireNoForeignOrigin } from '@/lib/platform/http/same-origin'
import { auth0 } from './auth0-client'
import { seenOf } from './session-store'

/** A session of the portal as it stands in the database. */
export interface PortalSession {
  id: string
  customer: Customer
  /** The tenant's word on the sign-in, verified when the session began. */
  idToken: string | null
}

/** Names the customer for whom the page was made. Requests that cannot have headers use the parameter `customer`. */
export const PAGE_CUSTOMER_HEADER = 'x-page-customer'
const PAGE_CUSTOMER_PARAMETER = 'customer'

/**
 * The session of the request's cookie, or null: all code that trusts a session calls this. The parts of one page share
 * one query.
 * @throws DatabaseUnavailable if the database is away, which signs nobody out.
 */
export const currentSession = cache(async (): Promise<PortalSession | null> => {
  const session = await auth0().getSession()
  // Another of our encrypted cookies may be sent under the session's name; only a session has a user.
  if (!session?.user?.sub || typeof session.rowId !== 'string') return null
  const customer = await customerOf(session.user.sub, seenOf(session))
  return { id: session.rowId, customer, idToken: session.tokenSet.idToken ?? null }
})

/** The signed-in customer, or null. */
export async function signedInCustomer(): Promise<Customer | null> {
  return (await currentSession())?.customer ?? null
}

/**
 * The request's session. Refuses a page that was made for another customer: it would show this customer's money under
 * the other's name.
 * @param request whose address may name the page's customer.
 * @throws Problem `forbidden_origin`, `unauthenticated` or `signed_in_as_other`
 */
export async function requireSession(request?: Request): Promise<PortalSession> {
  const given = await headers()
  requireNoForeignOrigin(given)
  const session = await currentSession()
  if (!session) throw new Problem('unauthenticated')
  const inHeader = given.get(PAGE_CUSTOMER_HEADER)
  const madeFor = inHeader ?? (request && new URL(request.url).searchParams.get(PAGE_CUSTOMER_PARAMETER)) ?? null
  if (madeFor !== null && madeFor !== session.customer.id) throw new Problem('signed_in_as_other')
  return session
}

/** The customer of that session. @throws Problem as `requireSession` */
export async function requireCustomer(request?: Request): Promise<Customer> {
  return (await requireSession(request)).customer
}

/**
 * When the customer of this session last typed their password, by the tenant's word (`auth_time`, OpenID Connect Core
 * 1.0, section 2); null if the tenant did not say. Tenants say it if the sign-in asked for `max_age`. The ID token was
 * verified when the session began and has been sealed in its row since.
 */
export async function signedInAt(): Promise<Date | null> {
  const idToken = (await currentSession())?.idToken
  if (!idToken) return null
  const { auth_time: seconds } = decodeJwt(idToken)
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? new Date(seconds * 1000) : null
}
