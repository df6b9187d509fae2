import type postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'

/** A shard by its name, and a connection to it as the clearing's role. */
export interface Shard {
  name: string
  sql: postgres.Sql
  /** How often a server has warned so far that a commit, which it calls a success, may be lost. */
  warnings(): number
}

/** A transfer on its way, in the form that claim_outbox writes and receive_transfers reads. */
export interface Sent {
  transfer: string
  /** The payer. */
  customer: string
}

/** What a shard has said to a transfer, once and for ever. */
export interface Answer {
  transfer: string
  outcome: 'arrived' | 'refused'
  /** Why it was refused: a code. */
  reason: string | null
  /** Whose account it is; null where the shard has no such account. */
  creditorCustomerId: string | null
}

/** An answer, and the customer at home who waits for it. */
export interface Carried extends Answer {
  payerCustomerId: string
}

export interface Pace {
  /** How long what was claimed is left to the one who claimed it. */
  leaseSeconds: number
  /** How many transfers travel together at most. */
  most: number
}

/**
 * Carries what waits at `from` for `to`: claimed there, credited here, settled there. Each step is a statement of its own
 * that may be the last: whatever was not settled is carried again once its lease is over, and the shard that has credited
 * it answers the same again.
 * @returns the answers that are settled now; fewer than were claimed only by an error
 * @throws Error of the driver if a shard is away; then nobody knows how far it went, and nobody has to. Also where a server warns
 * that a commit may be lost: then nothing is settled. Also where the other shard cannot take a transfer and cannot refuse it, such
 * as one from an account whose number it has given itself: all others are settled
 */
export async function carry(from: Shard, to: Shard, pace: Pace): Promise<Carried[]> {
  const sent = await claim(from, to.name, pace)
  if (sent.length === 0) return []
  const before = to.warnings()
  const { answers, broken } = await deliverAll(to, sent)
  // What is settled here is never sent again, and the credit there could be lost with its server.
  if (to.warnings() !== before) throw new Error('a commit was not replicated')
  if (answers.length > 0) await settle(from, answers)
  if (broken !== undefined) throw broken
  const payers = new Map(sent.map(({ transfer, customer }) => [transfer, customer]))
  return answers.map((answer) => ({ ...answer, payerCustomerId: payers.get(answer.transfer) ?? '' }))
}

/** Leases what waits longest for a shard. */
export async function claim({ sql }: Shard, to: string, { leaseSeconds, most }: Pace): Promise<Sent[]> {
  const rows = await sql<{ sent: Sent }[]>`
    SELECT sent FROM claim_outbox(p_shard => ${to}, p_lease_seconds => ${leaseSeconds}, p_most => ${most})`
  return rows.map(({ sent }) => sent)
}

/** Integrity constraint violations (class 23): the statement is at fault, and asking again is no use. */
const AT_FAULT = /^23/

/** One transfer that the other shard cannot take holds up no others: then each is delivered alone. */
async function deliverAll(to: Shard, sent: Sent[]): Promise<{ answers: Answer[]; broken?: unknown }> {
  try {
    return { answers: await deliver(to, sent) }
  } catch (error) {
    if (!AT_FAULT.test(String((error as { code?: unknown }).code))) throw error
    if (sent.length === 1) return { answers: [], broken: error }
  }
  const each: Awaited<ReturnType<typeof deliverAll>>[] = []
  for (const one of sent) each.push(await deliverAll(to, [one]))
  return { answers: each.flatMap(({ answers }) => answers), broken: each.find(({ broken }) => broken)?.broken }
}

/** Has the other shard credit the transfers, or say why it does not. */
export async function deliver({ name, sql }: Shard, sent: Sent[]): Promise<Answer[]> {
  const withIds = sent.map((each) => ({ ...each, debit: uuidv7(), credit: uuidv7() }))
  return sql<Answer[]>`
    SELECT transfer_id AS transfer, outcome, reason, creditor_customer_id AS "creditorCustomerId"
    FROM receive_transfers(p_shard => ${name}, p_transfers => ${JSON.stringify(withIds)}::text::jsonb)`
}

/** Writes the answers down at home, and brings back what was refused. What is settled already stays as it is. */
export async function settle({ sql }: Shard, answers: Answer[]): Promise<void> {
  const withIds = answers.map(({ transfer, outcome, reason }) =>
    outcome === 'refused'
      ? { transfer, outcome, reason, return: uuidv7(), debit: uuidv7(), credit: uuidv7() }
      : { transfer, outcome },
  )
  await sql`SELECT settle_outbox(p_answers => ${JSON.stringify(withIds)}::text::jsonb)`
}
