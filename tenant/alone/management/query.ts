import { z } from 'zod'
import { Refusal } from './refusal'

/** Auth0's, of which no page is larger and no search shows more. */
const PAGE_MAX = 100
const SEARCHED_MAX = 1_000

/** Which part of a list is wanted, and whether with how much there is of it. */
export interface Paging {
  start: number
  limit: number
  totals: boolean
}

export const pagingMembers = {
  page: z.coerce.number().int().min(0).default(0),
  per_page: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  include_totals: z.enum(['true', 'false']).default('false'),
}

/** @throws Refusal 400 past what a search shows */
export function startOf(members: { page: number; per_page: number; include_totals: 'true' | 'false' }): Paging {
  const { page, per_page: limit, include_totals } = members
  if ((page + 1) * limit > SEARCHED_MAX)
    throw new Refusal(400, `You can only page through the first ${SEARCHED_MAX} records.`, 'invalid_paging')
  return { start: page * limit, limit, totals: include_totals === 'true' }
}

/** @throws Refusal 400 that names the parameter that is unknown or wrong */
export function readQuery<Schema extends z.ZodType>(schema: Schema, query: URLSearchParams): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(query))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.')
  throw invalidQuery(place ? `${issue?.message} on property ${place}` : String(issue?.message))
}

export function invalidQuery(what: string): Refusal {
  return new Refusal(400, `Query validation error: '${what}'.`, 'invalid_query_string')
}

/** A list as Auth0 answers it: bare, or with its place and how many there are in all. */
export function listed<Name extends string>(
  name: Name,
  list: object[],
  { start, limit, totals }: Paging,
  total: number,
) {
  return totals ? { start, limit, length: list.length, total, [name]: list } : list
}
