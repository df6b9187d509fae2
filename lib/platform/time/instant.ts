import { z } from 'zod'

/** A point in time in the API: ISO 8601 in UTC, to the millisecond. */
export const instant = z.iso.datetime({ precision: 3 })
