import { z } from 'zod'
import { mandate, mandateWish } from '@/lib/approvals/mandates/mandate'
import { mandateRevocation } from '@/lib/auth0/token/mandate-revocation'
import { mandateUse } from '@/lib/evidence/receipts/issue-mandate-receipts'
import { BODY, OPEN, type Operation, READ, WRITE } from './operation'

const one = z.strictObject({ mandate })
const section = { tag: 'Standing mandates', trust: 'session' } as const

export const mandateOperations: Operation[] = [
  {
    ...section,
    id: 'listMandates',
    method: 'get',
    path: '/api/mandates',
    summary: 'What agents may move without asking the phone each time',
    answers: { 200: { says: 'Newest first.', body: z.strictObject({ mandates: z.array(mandate) }) } },
    problems: READ,
  },
  {
    ...section,
    id: 'requestMandate',
    method: 'post',
    path: '/api/mandates',
    summary: 'Asks the phone for a standing mandate',
    description:
      'It is `requested` until the customer has said yes on the phone, then `active`. An agent’s transfer inside it is posted without the phone. The first payment to somebody else’s account always asks, and a freeze stops all mandates.',
    body: mandateWish,
    answers: { 201: { says: 'The phone is asked.', body: one } },
    problems: [
      ...WRITE,
      ...BODY,
      'account_not_found',
      'account_not_active',
      'currency_mismatch',
      'same_account',
      'agent_transfers_frozen',
      'too_many_approvals',
      'too_many_mandates',
      'too_many_in_hour',
    ],
  },
  {
    ...section,
    id: 'listMandateUses',
    method: 'get',
    path: '/api/mandates/{mandateId}/uses',
    summary: 'What was asked for under a mandate, refusals too, each with a signed receipt',
    answers: {
      200: { says: 'The newest hundred, the newest first.', body: z.strictObject({ uses: z.array(mandateUse) }) },
    },
    problems: [...READ, 'not_found'],
  },
  {
    ...section,
    id: 'revokeMandate',
    method: 'delete',
    path: '/api/mandates/{mandateId}',
    summary: 'Revokes a mandate at once, without the phone',
    answers: { 200: { says: 'It is over, or was before.', body: one } },
    problems: [...WRITE, 'not_found'],
  },
  {
    ...section,
    trust: 'anybody',
    id: 'takeMandateRevocation',
    method: 'post',
    path: '/api/mandates/revocations',
    summary: 'Revokes what the customer has revoked on the phone',
    description:
      'For the local tenant. The token is a security event token (RFC 8417) that it has signed, of now, with the event `urn:baink:mandate-revoked`, or `urn:baink:devices-recovered` where a recovery code has replaced all of the customer’s devices: then agents are frozen, every mandate ends and the customer is signed out. With `urn:baink:agents-thawed`, which a passkey has confirmed since the freeze, agents may ask again; all else can only take away.',
    body: mandateRevocation,
    answers: { 204: { says: 'It is over, or was before.' } },
    problems: [...OPEN, ...BODY, 'unauthenticated', 'not_found', 'sign_in_again'],
  },
]
