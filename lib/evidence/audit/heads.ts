import { createHash } from 'node:crypto'
import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const heads = z.array(z.object({ customerId: z.uuid(), position: z.string().regex(/^\d{1,19}$/), hash })).min(1)

/** The end of one customer's chain, now or at an earlier time. */
export type Head = z.output<typeof heads>[number]

/** One head as a line of text, which `audit:verify` prints and which is hashed. */
export const headLine = ({ customerId, position, hash }: Head) => `${customerId} ${position} ${hash}`

/** SHA-256 (hex) over all heads, by customer: one short value for an operator to keep elsewhere. */
export function hashOfHeads(all: Head[]): string {
  const lines = all.map(headLine).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/**
 * Reads heads that were stored earlier: the JSON of `audit:verify -- --json`, or any text that holds its lines.
 * @throws Error if there are none
 */
export function parseHeads(text: string): Head[] {
  const json = text.slice(text.indexOf('{'))
  if (json.startsWith('{')) return z.object({ heads }).parse(JSON.parse(json)).heads
  const lines = text.matchAll(/\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (\d+) ([0-9a-f]{64})\b/g)
  return heads.parse(
    [...lines].map(([, customerId, position, hash]) => ({ customerId, position, hash })),
    {
      error: () => 'no heads are written there',
    },
  )
}
