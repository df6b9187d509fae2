import { listPayees, type Payee } from '@/lib/ledger/payees/list-payees'
import { marked } from './approval'
import { type ApprovalMark, marksOfPayees } from './marks'

/** A payee with what the customer should know before paying it, such as that it is new. */
export type MarkedPayee = Payee & { marks?: ApprovalMark[] }

/** The customer's payees, each with its marks. */
export async function listMarkedPayees(customerId: string): Promise<MarkedPayee[]> {
  const [payees, marks] = await Promise.all([listPayees(customerId), marksOfPayees(customerId)])
  return payees.map((payee) => ({ ...payee, ...marked(marks.get(payee.accountId)) }))
}
