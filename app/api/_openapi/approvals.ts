import { z } from 'zod'
import { agentTransfers } from '@/lib/approvals/agent-freeze'
import { approval } from '@/lib/approvals/approval'
import { approvalPage } from '@/lib/approvals/list-approvals'
import { receiptJwk } from '@/lib/evidence/receipts/receipt-key'
import { nextCursor } from '@/lib/platform/http/list-page'
import { OPEN, type Operation, READ, WRITE } from './operation'

const page = z.strictObject({ approvals: z.array(approval), nextCursor })
const state = { says: 'Whether agents are frozen now.', body: agentTransfers }
const agents = { tag: 'Agent transfers', trust: 'session', answers: { 200: state } } as const

export const approvalOperations: Operation[] = [
  {
    id: 'listApprovals',
    method: 'get',
    path: '/api/approvals',
    tag: 'Approvals',
    summary: "A page of the customer's approvals, newest first",
    trust: 'session',
    query: approvalPage,
    answers: { 200: { says: 'The page.', body: page } },
    problems: READ,
  },
  {
    id: 'listOrders',
    method: 'get',
    path: '/api/orders',
    tag: 'Approvals',
    summary: "A page of those of the customer's approvals that are for an order at a business, newest first",
    trust: 'session',
    query: approvalPage,
    answers: { 200: { says: 'The page.', body: page } },
    problems: READ,
  },
  {
    id: 'readApproval',
    method: 'get',
    path: '/api/approvals/{approvalId}',
    tag: 'Approvals',
    summary: 'One approval',
    trust: 'session',
    answers: { 200: { says: 'The approval.', body: approval } },
    problems: [...READ, 'not_found'],
  },
  {
    id: 'cancelApproval',
    method: 'post',
    path: '/api/approvals/{approvalId}/cancel',
    tag: 'Approvals',
    summary: 'Withdraws an open approval',
    description: 'A later tap on the phone finds the approval ended.',
    trust: 'session',
    answers: { 200: { says: 'The approval, cancelled.', body: approval } },
    problems: [...WRITE, 'not_found', 'conflict'],
  },
  {
    id: 'readReceipt',
    method: 'get',
    path: '/api/approvals/{approvalId}/receipt',
    tag: 'Approvals',
    summary: 'The receipt: what was displayed, approved and posted, signed by the bank',
    trust: 'session',
    isOpenedByAddress: true,
    answers: { 200: { says: 'A compact JWS (RFC 7515), whose payload is a `Receipt`.', body: 'application/jose' } },
    problems: [...READ, 'not_found', 'conflict'],
  },
  {
    id: 'listReceiptKeys',
    method: 'get',
    path: '/api/receipts/keys',
    tag: 'Approvals',
    summary: 'The public key that receipts are verified with',
    trust: 'anybody',
    answers: {
      200: {
        says: 'A JWK set (RFC 7517).',
        body: z.strictObject({ keys: z.array(receiptJwk) }),
        mediaType: 'application/jwk-set+json',
      },
    },
    problems: OPEN,
  },
  {
    ...agents,
    id: 'readAgentTransfers',
    method: 'get',
    path: '/api/asking',
    summary: 'Whether the customer has frozen agents, and whether this session may thaw them',
    problems: READ,
  },
  {
    ...agents,
    id: 'freezeAgentTransfers',
    method: 'post',
    path: '/api/asking/freeze',
    summary: 'Freezes all agents',
    description: "Once this has answered, no agent's transfer is posted.",
    problems: WRITE,
  },
  {
    ...agents,
    id: 'thawAgentTransfers',
    method: 'post',
    path: '/api/asking/thaw',
    summary: 'Lets agents ask again',
    description:
      'Only for a session that has signed in since the freeze, within the last five minutes. Who has a passkey thaws on the phone (`passkey_needed`, with its address as `phone`).',
    problems: [...WRITE, 'sign_in_again', 'passkey_needed'],
  },
  {
    ...agents,
    id: 'resumeAsking',
    method: 'post',
    path: '/api/asking/resume',
    summary: 'Lets Aiya ask again after three noes',
    problems: WRITE,
  },
]
