import { database, withDeadline } from '@/db/client'
import { foldName, looksLike } from './look-alike'

/** What the customer should look at twice before money leaves for somebody else's account. */
export type ApprovalMark = { kind: 'new_payee' } | { kind: 'resembles'; name: string }

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
      t.creditor_account_id IS NOT NULL AS paid
    FROM payees p JOIN accounts a ON a.id = p.account_id JOIN customers h ON h.id = a.customer_id
    LEFT JOIN (SELECT DISTINCT creditor_account_id FROM transfers WHERE customer_id = ${customerId}) t
      ON t.creditor_account_id = p.account_id
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

function namesOf({ holderId, holder, nickname }: PaidAccount): { holderId: string; name: string }[] {
  return [holder, ...(nickname ? [nickname] : [])].map((name) => ({ holderId, name }))
}
