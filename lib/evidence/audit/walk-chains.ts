import type postgres from 'postgres'
import { type CheckedTo, readSince } from '@/db/checked-to'
import type { Head } from './heads'
import { BEFORE_ALL, type HashedEvent, linkHash } from './link-hash'

const ROWS_AT_ONCE = 1_000
/** To find out where a misplaced event belongs, it is tried in the place of at most this many others. */
const TRIED_MAX = 40

interface Link extends Head {
  event: HashedEvent
  eventCustomerId: string | null
}

/** A link whose hash does not fit its event, with the hash of the link before it. */
interface Broken {
  link: Link
  previous: string
}

export interface Chains {
  links: number
  heads: Head[]
  /** The differences from what was once written, one line each. */
  differences: string[]
}

/**
 * Recomputes every chain from its events, in the transaction's snapshot, and tells where the result differs.
 * @param since recomputes only the links of later events, from the link before the first of them on, which is believed
 */
export async function walkChains(tx: postgres.TransactionSql, since?: CheckedTo): Promise<Chains> {
  const heads = await readHeads(tx)
  const walk: Walk = { links: 0, differences: [], ended: new Map(), broken: [] }
  for await (const rows of linksIn(tx, since)) {
    for (const link of rows) {
      const begins = since && !walk.ended.has(link.customerId)
      if (!begins || BigInt(link.event.sequence) > BigInt(since.event)) step(walk, link)
      walk.ended.set(link.customerId, link)
    }
  }
  const ended = since ? new Map([...(await lastLinks(tx)), ...walk.ended]) : walk.ended
  const differences = [...walk.differences, ...walk.broken.map((broken) => whatBroke(broken, walk.broken))]
  return { links: walk.links, heads, differences: [...differences, ...wrongHeads(heads, ended)] }
}

interface Walk extends Pick<Chains, 'links' | 'differences'> {
  /** The last link of each customer so far. */
  ended: Map<string, Head>
  broken: Broken[]
}

function step(walk: Walk, link: Link): void {
  const before = walk.ended.get(link.customerId)
  walk.links++
  walk.differences.push(...misplaced(link, before))
  if (!isNext(link, before) || link.eventCustomerId === null) return
  const previous = before?.hash ?? BEFORE_ALL
  if (linkHash(previous, link.position, link.event) !== link.hash) walk.broken.push({ link, previous })
}

const isNext = (link: Head, before: Head | undefined) => BigInt(link.position) === BigInt(before?.position ?? 0) + 1n
const placeOf = ({ customerId, position }: Head) => `customer ${customerId}, position ${position}`

function misplaced(link: Link, before: Head | undefined): string[] {
  const wrong: string[] = []
  if (!isNext(link, before))
    wrong.push(`missing: customer ${link.customerId}, links between ${before?.position ?? 0} and ${link.position}`)
  if (link.eventCustomerId === null) wrong.push(`missing: ${placeOf(link)}, event ${link.event.sequence}`)
  else if (link.eventCustomerId !== link.customerId)
    wrong.push(`misplaced: ${placeOf(link)}, event ${link.event.sequence} is customer ${link.eventCustomerId}'s`)
  return wrong
}

/** Tells whether an event took another one's place or was changed. */
function whatBroke({ link, previous }: Broken, all: Broken[]): string {
  for (const { link: other } of all.slice(0, TRIED_MAX)) {
    if (other === link) continue
    // Either the links were swapped, or the events under the same numbers.
    const swapped = [other.event, { ...other.event, sequence: link.event.sequence }]
    if (swapped.some((event) => linkHash(previous, link.position, event) === link.hash))
      return `reordered: ${placeOf(link)}, event ${link.event.sequence} stands where that of position ${other.position} belongs`
  }
  return `changed: ${placeOf(link)}, event ${link.event.sequence} or its link is not what was written`
}

function wrongHeads(heads: Head[], ended: Map<string, Head>): string[] {
  const known = new Set(heads.map(({ customerId }) => customerId))
  const headless = [...ended.keys()].filter((customerId) => !known.has(customerId))
  return [
    ...headless.map((customerId) => `missing: customer ${customerId}, the head of the chain`),
    ...heads.flatMap((head) => {
      const last = ended.get(head.customerId)
      if (last?.position === head.position && last.hash === head.hash) return []
      return `cut off: customer ${head.customerId}, the chain ends at ${last?.position ?? 0} (${last?.hash ?? 'nothing'}), its head says ${head.position} (${head.hash})`
    }),
  ]
}

function readHeads(tx: postgres.TransactionSql): Promise<Head[]> {
  return tx<Head[]>`SELECT customer_id AS "customerId", position::text, hash FROM audit_heads ORDER BY customer_id`
}

/** The last link of each chain that has a head, by customer. */
async function lastLinks(tx: postgres.TransactionSql): Promise<Map<string, Head>> {
  const rows = await tx<Head[]>`
    SELECT h.customer_id AS "customerId", last.position::text, last.hash FROM audit_heads h CROSS JOIN LATERAL (
      SELECT c.position, c.hash FROM audit_chain c WHERE c.customer_id = h.customer_id ORDER BY c.position DESC LIMIT 1) last`
  return new Map(rows.map((head) => [head.customerId, head]))
}

/** The links of new events, those between them, and the one before. */
const NEW_LINKS = [
  'begun AS (SELECT customer_id, min(position) - 1 AS position FROM audit_chain WHERE event_sequence > $2::bigint GROUP BY customer_id)',
  'audit_chain AS (SELECT c.* FROM begun b JOIN audit_chain c ON c.customer_id = b.customer_id AND c.position >= b.position)',
]

async function* linksIn(tx: postgres.TransactionSql, since?: CheckedTo): AsyncGenerator<Link[]> {
  const query = `
    SELECT c.customer_id AS "customerId", c.position::text, c.hash, c.event_sequence::text AS sequence,
      to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.customer_id AS "eventCustomerId",
      e.kind, e.approval_id AS "approvalId", e.transfer_id AS "transferId", e.data::text
    FROM audit_chain c LEFT JOIN audit_events e ON e.sequence = c.event_sequence ORDER BY c.customer_id, c.position`
  for await (const part of readSince<LinkRow>(tx, query, NEW_LINKS, since).cursor(ROWS_AT_ONCE)) yield part.map(asLink)
}

interface LinkRow extends Head, Omit<HashedEvent, 'customerId'> {
  eventCustomerId: string | null
}

function asLink({ customerId, position, hash, eventCustomerId, ...event }: LinkRow): Link {
  return { customerId, position, hash, eventCustomerId, event: { ...event, customerId: eventCustomerId ?? '' } }
}
