import { type McpRequestContext, McpServer } from '@modelcontextprotocol/server'
import { offeredTools } from '@/lib/ai/protected/protected-tools'
import { offerAsking } from './asking-tools'
import { offerBusinesses } from './business-tools'
import { offerReading } from './reading-tools'
import type { Caller } from './require-agent'
import { offerTasks } from './tasks'

const INSTRUCTIONS = `The customer's bank. You can look at accounts, payees and transactions, and ask for transfers, and for
purchases and orders of shares where there are tools for them. You cannot move money: each request waits until the customer says
yes to it on their phone, which the bank itself asks. Make up one requestId for each thing that is wanted, and send the same one
again if an answer is lost. Then ask get_approval how it stands.`

/** A server for one request of one agent, in the era it speaks: all it can see and ask is its customer's. */
export function bankServer(caller: Caller, era: McpRequestContext['era']): McpServer {
  const server = new McpServer(
    { name: 'the-baink', title: 'the bAInk', version: '1.0.0' },
    { instructions: INSTRUCTIONS },
  )
  offerReading(server, caller)
  offerBusinesses(server, caller)
  offerAsking(server, caller, offeredTools())
  // In revision 2025-11-25 tasks were another protocol, and an experiment; it is not spoken here.
  if (era === 'modern') offerTasks(server, caller)
  return server
}
