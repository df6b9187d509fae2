import { tool } from 'ai'
import { z } from 'zod'
import type { Approval } from '@/lib/approvals/approval'
import { APPROVAL_STATUSES, isFinal } from '@/lib/approvals/approval-states'
import { listApprovals } from '@/lib/approvals/list-approvals'
import { toolOf } from '../protected/protected-tools'

const WAITING_MAX = 20
const OPEN = APPROVAL_STATUSES.filter((status) => !isFinal(status))

/** What waits for the customer's answer on the phone. There is no tool to give one. */
export const listWaitingTool = (customerId: string) =>
  tool({
    description:
      'Lists the transfers and orders that wait for the approval of the customer, who gives it on the phone and nowhere else.',
    inputSchema: z.object({}),
    execute: async () => {
      const { approvals } = await listApprovals(customerId, { cursor: null, limit: WAITING_MAX, status: OPEN })
      return { waiting: approvals.map(inWords) }
    },
  })

function inWords(approval: Approval) {
  const { id, status, expiresAt } = approval
  const { asked, waiting = asked } = toolOf(approval).words
  return { id, status, summary: waiting(approval), expiresAt }
}
