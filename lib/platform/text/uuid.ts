import { z } from 'zod'

/** A UUID of any version (RFC 9562), in the spelling that Postgres returns. */
export const uuid = z.guid('must be a UUID').transform((value) => value.toLowerCase())
