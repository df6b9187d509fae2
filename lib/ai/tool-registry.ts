import type { Tool } from 'ai'
import type { TransferOutcome } from '@/lib/approvals/outcome'
import { type ChatContext, withAsyncAuthorization } from '@/lib/auth0/ai/with-async-authorization'
import { asProblem } from '@/lib/platform/http/as-problem'
import { PROBLEMS } from '@/lib/platform/http/problem'
import { hasBusiness } from './protected/at-business'
import { offeredTools, type ProtectedName } from './protected/protected-tools'
import { getPortfolioTool } from './tools/get-portfolio'
import { getQuoteTool } from './tools/get-quote'
import { listAccountNumbersTool } from './tools/list-account-numbers'
import { listAccountsTool } from './tools/list-accounts'
import { listLimitsTool } from './tools/list-limits'
import { listPayeesTool } from './tools/list-payees'
import { listProductsTool } from './tools/list-products'
import { listTransactionsTool } from './tools/list-transactions'
import { listWaitingTool } from './tools/list-waiting'
import { orderWhenTool } from './tools/order-when'
import { requestMandateTool } from './tools/request-mandate'
import { Turn } from './turn'

/** Everything Aiya can do, for one customer, in one chat, in one turn. No tool takes a customer's id from the model. */
export const toolRegistry = (context: ChatContext, turn: Turn = new Turn()) =>
  withoutPrototype(
    withoutCauses({
      listAccounts: listAccountsTool(context.customer.id),
      listTransactions: listTransactionsTool(context.customer.id, context.timeZone ?? 'UTC'),
      listPayees: listPayeesTool(context.customer.id),
      listLimits: listLimitsTool(context.customer.id, context.timeZone ?? 'UTC'),
      listWaiting: listWaitingTool(context.customer.id),
      listAccountNumbers: listAccountNumbersTool(context.customer.id),
      requestMandate: requestMandateTool(context, turn),
      ...atBusinesses(context),
      ...withApproval(context, turn),
    }),
  )

/** What asks a business and not the phone, where the business was started. */
function atBusinesses({ customer, chatId, idToken = null }: ChatContext) {
  const atShop = { listProducts: listProductsTool() }
  const atBrokerage = {
    getQuote: getQuoteTool(),
    getPortfolio: getPortfolioTool(idToken),
    orderWhen: orderWhenTool(customer.id, chatId),
  }
  const offered = { ...(hasBusiness('shop')() && atShop), ...(hasBusiness('brokerage')() && atBrokerage) }
  return offered as typeof atShop & typeof atBrokerage
}

/** The tools that run only with the customer's approval. One turn asks for what it wants one by one. */
function withApproval(context: ChatContext, turn: Turn) {
  const tools = offeredTools().map((declared) => [
    declared.name,
    turn.oneByOne(withAsyncAuthorization(declared, context)),
  ])
  return Object.fromEntries(tools) as Record<ProtectedName, Tool<object, TransferOutcome>>
}

/** The SDK gives a model the message of any error, which may be a database's statement: it gets a code and its words. */
function withoutCauses<T extends Record<string, Tool>>(tools: T): T {
  const guarded = Object.entries<Tool>(tools).map(([name, tool]) => {
    const execute: Tool['execute'] = async (args, options) => {
      try {
        return await tool.execute?.(args, options)
      } catch (error) {
        const { code, extras } = asProblem(error)
        throw new Error(`${code}: ${extras.detail ?? PROBLEMS[code][1]}`)
      }
    }
    return [name, { ...tool, execute }]
  })
  return Object.fromEntries(guarded) as T
}

/** The SDK looks tools up by any name that the model says; `toString` must find none. */
function withoutPrototype<T extends object>(tools: T): T {
  return Object.assign(Object.create(null), tools)
}

export type AiyaTools = ReturnType<typeof toolRegistry>
