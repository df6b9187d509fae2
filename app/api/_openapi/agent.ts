import { z } from 'zod'
import { payer, payerQuery } from '@/lib/ledger/find-payer'
import { foundPayment, paymentQuery } from '@/lib/ledger/find-payment'
import { transferOrder } from '@/lib/ledger/transfer-order'
import { agentWithAccess, revocation } from '@/lib/mcp/agents-with-access'
import { posted } from './accounts'
import { BODY, OPEN, type Operation, ORDER, READ, WRITE } from './operation'

/** A JSON-RPC 2.0 message. The protocol and `tools/list` describe its content. */
const rpc = z.looseObject({ jsonrpc: z.literal('2.0') })

const withAccess = z.strictObject({ agents: z.array(agentWithAccess).nullable() })

export const agentOperations: Operation[] = [
  {
    id: 'transferAsAgent',
    method: 'post',
    path: '/api/agent/transfers',
    tag: 'Transfers',
    summary: 'An agent: trusts the approved token, nothing else',
    description:
      "The token's one authorization detail (`PaymentInitiation`) must name exactly this order, and its `identifier` is the key. One approval moves money at most once, however many tokens are issued for it.",
    trust: 'agent',
    isIdempotent: true,
    body: transferOrder,
    answers: { 201: posted },
    problems: [
      ...OPEN,
      ...BODY,
      ...ORDER,
      'misdirected',
      'unauthenticated',
      'insufficient_scope',
      'approval_required',
      'approval_mismatch',
      'agent_transfers_frozen',
      'rate_limited',
    ],
  },
  {
    id: 'findPayer',
    method: 'post',
    path: '/api/agent/payer',
    tag: 'Transfers',
    summary: 'An agent: the account that would pay for an order which names none',
    description:
      "The customer's first active account in the currency that has the money, a checking account first. Nothing is held. The token needs to allow nothing: a business exchanges its customer's for one.",
    trust: 'agent',
    body: payerQuery,
    answers: { 200: { says: 'The account to pay from.', body: payer } },
    problems: [
      ...OPEN,
      ...BODY,
      'unauthenticated',
      'insufficient_scope',
      'approval_mismatch',
      'account_not_found',
      'misdirected',
      'insufficient_funds',
      'rate_limited',
    ],
  },
  {
    id: 'findPayment',
    method: 'get',
    path: '/api/agent/payments/{key}',
    tag: 'Transfers',
    summary: 'A business: the transfer that a customer’s key has made into its account',
    description:
      'For a payment that was sent and never answered. The token is the business’s own; `subject` is the customer who was to pay.',
    trust: 'agent',
    query: paymentQuery,
    answers: { 200: { says: 'The transfer, or null where the key has moved nothing here.', body: foundPayment } },
    problems: [
      ...OPEN,
      'unauthenticated',
      'insufficient_scope',
      'approval_mismatch',
      'account_not_found',
      'misdirected',
      'not_found',
      'rate_limited',
    ],
  },
  {
    id: 'speakMcp',
    method: 'post',
    path: '/api/mcp',
    tag: 'Agents from outside',
    summary: 'The Model Context Protocol, over streamable HTTP and without sessions',
    description:
      'Its tools describe themselves (`tools/list`). The way to a token: `/.well-known/oauth-protected-resource/api/mcp` (RFC 9728).',
    trust: 'outside',
    body: rpc,
    answers: {
      200: { says: 'The answer to a request, refusals of the bank included.', body: rpc },
      202: { says: 'A notification was taken.' },
    },
    problems: [
      ...OPEN,
      ...BODY,
      'unauthenticated',
      'forbidden_origin',
      'account_not_found',
      'misdirected',
      'rate_limited',
    ],
  },
  {
    id: 'listAgents',
    method: 'get',
    path: '/api/agents',
    tag: 'Agents from outside',
    summary: "The agents with access to the customer's accounts",
    trust: 'session',
    answers: { 200: { says: 'Newest first; null where the tenant does not give the list.', body: withAccess } },
    problems: READ,
  },
  {
    id: 'revokeAgent',
    method: 'post',
    path: '/api/agents/revoke',
    tag: 'Agents from outside',
    summary: 'Takes an agent’s access back, and withdraws what it has asked for',
    trust: 'session',
    body: revocation,
    answers: {
      200: {
        says: "The agents that still have access. The revoked agent's tokens end within a minute.",
        body: withAccess,
      },
    },
    problems: [...WRITE, ...BODY, 'not_found'],
  },
]
