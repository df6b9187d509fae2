import { z } from 'zod'

/** RFC 9562, any version, in the one spelling that Postgres gives back. */
export const uuid = z.guid('must be a UUID').transform((value) => value.toLowerCase())
