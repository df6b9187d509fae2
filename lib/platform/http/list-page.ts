import { z } from 'zod'
import { uuid } from '@/lib/platform/text/uuid'

const LIMIT_MAX = 100

/** A place in a list that is sorted by time and, for equal times, by id. */
export interface Place {
  at: Date
  id: string
}

/** An opaque cursor for a place. */
export function cursorAt({ at, id }: Place): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString('base64url')
}

/** The last moment that is written as Postgres reads it. */
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

function placeOf(cursor: string): Place | null {
  const [, time = '', id = ''] = /^(\d{1,15}) (\S{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  const place = { at: new Date(Number(time)), id }
  return uuid.safeParse(id).success && Number(time) <= LAST && cursorAt(place) === cursor ? place : null
}

/** The cursor of a list's next page. */
export const nextCursor = z.string().nullable().describe('where the next page begins; null on the last')

/** The query parameter `cursor` of a list; null for the list's beginning, where it is absent. */
export const listCursor = z
  .string()
  .describe('a nextCursor of this list')
  .transform((cursor, context) => {
    if (cursor === '') return null
    const place = placeOf(cursor)
    if (!place) context.addIssue({ code: 'custom', message: 'must be a nextCursor of this list' })
    return place
  })

/** The query parameter `limit` of a list: a whole number from 1 to 100, or `otherwise` where it is absent. */
export const listLimit = (otherwise: number) =>
  z
    .string()
    .describe(`1 to ${LIMIT_MAX}; ${otherwise} where it is left out`)
    .transform((text, context) => {
      if (text === '') return otherwise
      const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
      if (limit < 1 || limit > LIMIT_MAX) {
        context.addIssue({ code: 'custom', message: `must be a whole number from 1 to ${LIMIT_MAX}` })
      }
      return limit
    })

/** Cuts rows to a page. One more row than `limit` was read, which shows whether there is a next page. */
export function pageOf<Row>(rows: Row[], limit: number, place: (row: Row) => Place) {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: last && rows.length > limit ? cursorAt(place(last)) : null }
}
