import type { ChatContext } from '@/lib/auth0/ai/with-async-authorization'
import { listAccountsTool } from './tools/list-accounts'
import { listPayeesTool } from './tools/list-payees'
import { listTransactionsTool } from './tools/list-transactions'
import { transferFunds } from './tools/transfer-funds'
import { Turn } from './turn'

/** Everything Aiya can do, for one customer, in one chat, in one turn. No tool takes a customer's id from the model. */
export const toolRegistry = (context: ChatContext, turn: Turn = new Turn()) => ({
  listAccounts: listAccountsTool(context.customer.id),
  listTransactions: listTransactionsTool(context.customer.id),
  listPayees: listPayeesTool(context.customer.id),
  transferFunds: transferFunds(context, turn),
})

export type AiyaTools = ReturnType<typeof toolRegistry>
