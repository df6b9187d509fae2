import { withConnection } from '@/db/connect'

/** A transfer between shards, as the book that sent it or the one that answered it has it. */
interface Crossing {
  transfer: string
  /** The shard on the other side. */
  other: string
  state: string
  reason: string | null
  /** Accounts, amount and currency, in one spelling. */
  what: string
}

type Crossings = Map<string, Crossing>

const OUTBOX = `SELECT o.transfer_id AS transfer, o.shard AS other, o.state, o.reason,
  concat_ws(' ', t.debtor_account_id, t.creditor_account_id, t.amount_minor, t.currency) AS what
  FROM outbox o JOIN transfers t ON t.id = o.transfer_id`

const INBOX = `SELECT transfer_id AS transfer, shard AS other, outcome AS state, reason,
  concat_ws(' ', debtor_account_id, creditor_account_id, amount_minor, currency) AS what FROM inbox`

/** How the other shard answered what this state of the outbox says. */
const ANSWER: Record<string, string> = { arrived: 'arrived', returned: 'refused' }

/**
 * Compares the outbox of each shard with the inboxes of the others, while the bank runs: what one book calls settled, the
 * other has answered so; what one has answered, the other has sent. With `verifyLedger`, by which each book's stand-ins are
 * the sum of its own outbox and inbox, money is on its way or in exactly one place.
 * @param urls by the shard's name: all shards, as their owner
 * @returns one line for each difference
 */
export async function verifyShards(urls: Record<string, string>): Promise<string[]> {
  const lines: string[] = []
  for (const [name, url] of Object.entries(urls)) {
    const [row] = await withConnection(url, (sql) => sql<{ name: string }[]>`SELECT name FROM this_shard`)
    if (row?.name !== name) lines.push(`the book at the address of shard ${name} is ${row?.name ?? 'no shard'}`)
  }
  // What is answered before the outboxes are read must be in them, and what they call settled is answered after.
  const answered = await readAll(urls, INBOX)
  const sent = await readAll(urls, OUTBOX)
  const settled = await readAll(urls, INBOX)
  for (const [from, outbox] of sent)
    for (const crossing of outbox.values()) lines.push(...differs(from, crossing, settled.get(crossing.other)))
  for (const [to, inbox] of answered)
    for (const { transfer, other, what } of inbox.values()) {
      const origin = sent.get(other)?.get(transfer)
      if (origin?.other !== to || origin.what !== what)
        lines.push(`transfer ${transfer} was answered by ${to}, and ${other} has not sent it so`)
    }
  return lines
}

function differs(from: string, sent: Crossing, inbox: Crossings | undefined): string[] {
  if (!inbox) return [`transfer ${sent.transfer} of ${from} is for ${sent.other}, which is no shard here`]
  const answer = inbox.get(sent.transfer)
  const agrees = answer?.other === from && answer.what === sent.what
  if (
    sent.state === 'posted'
      ? !answer || agrees
      : agrees && answer.state === ANSWER[sent.state] && answer.reason === sent.reason
  )
    return []
  return [
    `transfer ${sent.transfer} is ${sent.state} at ${from}, and ${answer ? `otherwise ${answer.state}` : 'unknown'} at ${sent.other}`,
  ]
}

async function readAll(urls: Record<string, string>, query: string): Promise<Map<string, Crossings>> {
  const books = new Map<string, Crossings>()
  for (const [name, url] of Object.entries(urls)) {
    const rows = await withConnection(url, (sql) => sql.unsafe<Crossing[]>(query))
    books.set(name, new Map(rows.map((row) => [row.transfer, row])))
  }
  return books
}
