import { z } from 'zod'
import type { Agent } from './agent'

/** An agent from outside, as the API tells of it. */
export const agent = z.strictObject({
  clientId: z.string().describe("its client's id at the tenant (`client_id` or `azp` of its token)"),
  name: z.string(),
  host: z
    .string()
    .nullable()
    .describe("where its client's metadata stands, which nobody else can write; null where there is no such place"),
}) satisfies z.ZodType<Agent>
