import { readAgentTransfers } from '@/lib/approvals/agent-freeze'
import { listApprovals, parseApprovalPage } from '@/lib/approvals/list-approvals'
import { listMarkedPayees } from '@/lib/approvals/marked-payees'
import { signedInAt } from '@/lib/auth0/session/session'
import { listChats } from '@/lib/chats/list-chats'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { readLimits } from '@/lib/ledger/limits'
import { listScheduled } from '@/lib/scheduled-transfers/list-scheduled'
import { firstPage } from './first-page'
import { ACCOUNTS, AGENT_TRANSFERS, CHATS, CHATS_PAGE, LIMITS, PAYEES, SCHEDULED, WAITING_APPROVALS } from './paths'

/** What the server reads for several pages, as their address would answer: each for one customer, by its path. */
type Read = (customerId: string) => Record<string, Promise<unknown>>

export const accounts: Read = (id) => ({ [ACCOUNTS]: listAccounts(id).then((all) => ({ accounts: all })) })

export const payees: Read = (id) => ({ [PAYEES]: listMarkedPayees(id).then((all) => ({ payees: all })) })

export const limits: Read = (id) => ({ [LIMITS]: readLimits(id).then((all) => ({ limits: all })) })

export const scheduled: Read = (id) => ({
  [SCHEDULED]: listScheduled(id).then((scheduledTransfers) => ({ scheduledTransfers })),
})

export const agentTransfers: Read = (id) => ({
  [AGENT_TRANSFERS]: signedInAt().then((at) => readAgentTransfers(id, at)),
})

export const waitingApprovals: Read = (id) => ({
  [WAITING_APPROVALS]: listApprovals(
    id,
    parseApprovalPage(new URL(WAITING_APPROVALS, 'http://localhost').searchParams),
  ),
})

/** The first page of the list of chats. */
export const chats: Read = (id) => ({
  [firstPage(CHATS, CHATS_PAGE)]: listChats(id, { cursor: null, limit: CHATS_PAGE }),
})
