import { z } from 'zod'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { database, withDeadline } from '@/lib/platform/database/client'
import { foldName, looksLike } from './look-alike'

/** Retries after a lost answer come within this time. A customer who means to pay twice can still approve. */
const JUST_NOW_MINUTES = 10

/** What the customer should look at twice before money leaves. */
export const approvalMark = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new_payee') }),
  z.strictObject({ kind: z.literal('resembles'), name: z.string() }),
  z
    .strictObject({ kind: z.literal('repeat'), at: z.string().describe('ISO 8601') })
    .describe('the same amount went from the same account to the same account just now'),
])

export type ApprovalMark = z.output<typeof approvalMark>

interface PaidAccount {
  accountId: string
  holderId: string
  holder: string
  nickname: string | null
  paid: boolean
}

/** The marks of a transfer to this account; none for the customer's own accounts. */
export async function marksFor(customerId: string, accountId: string): Promise<ApprovalMark[]> {
  return (await marksOfPayees(customerId)).get(accountId) ?? []
}

/**
 * Marks each payee's account that the customer never paid before, by hand or otherwise, and each whose holder's name
 * could be taken for somebody else whom the customer knows: another payee, by the holder's name or the nickname, or
 * the customer. Read from the ledger; two accounts of one holder are the same person's and never resemble each other.
 */
export async function marksOfPayees(customerId: string): Promise<Map<string, ApprovalMark[]>> {
  const { sql } = database()
  const payees = await withDeadline(sql<PaidAccount[]>`
    SELECT p.account_id AS "accountId", a.customer_id AS "holderId", h.name AS holder, p.nickname,
      EXISTS (SELECT FROM transfers t WHERE t.customer_id = p.customer_id AND t.creditor_account_id = p.account_id) AS paid
    FROM payees p JOIN accounts a ON a.id = p.account_id JOIN customers h ON h.id = a.customer_id
    WHERE p.customer_id = ${customerId} ORDER BY p.created_at, p.id`)
  const [self] = await withDeadline(sql<{ name: string }[]>`SELECT name FROM customers WHERE id = ${customerId}`)
  const known = [...payees.flatMap(namesOf), ...(self ? [{ holderId: customerId, name: self.name }] : [])].map(
    (one) => ({
      ...one,
      folded: foldName(one.name),
    }),
  )
  const marks = payees.map(({ accountId, holderId, holder, paid }): [string, ApprovalMark[]] => {
    const folded = foldName(holder)
    const double = known.find((one) => one.holderId !== holderId && looksLike(one.folded, folded))
    return [
      accountId,
      [
        ...(paid ? [] : [{ kind: 'new_payee' as const }]),
        ...(double ? [{ kind: 'resembles' as const, name: double.name }] : []),
      ],
    ]
  })
  return new Map(marks)
}

/** Marks an order for the same amount between the same accounts as a transfer made just before, by anybody. */
export async function repeatMarks(
  customerId: string,
  { fromAccountId, toAccountId, amountMinor, currency }: TransferOrder,
): Promise<ApprovalMark[]> {
  const { sql } = database()
  const [last] = await withDeadline(sql<{ at: string }[]>`
    SELECT created_at AS at FROM transfers
    WHERE customer_id = ${customerId} AND creditor_account_id = ${toAccountId} AND debtor_account_id = ${fromAccountId}
      AND amount_minor = ${amountMinor} AND currency = ${currency}
      AND created_at > now() - make_interval(mins => ${JUST_NOW_MINUTES})
    ORDER BY created_at DESC LIMIT 1`)
  return last ? [{ kind: 'repeat', at: new Date(last.at).toISOString() }] : []
}

function namesOf({ holderId, holder, nickname }: PaidAccount): { holderId: string; name: string }[] {
  return [holder, ...(nickname ? [nickname] : [])].map((name) => ({ holderId, name }))
}
