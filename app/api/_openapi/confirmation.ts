import { askedChange } from '@/lib/approvals/open-change'
import { confirmation, wantedConfirmation } from '@/lib/ledger/confirmation'
import { BODY, type Operation, READ, WRITE } from './operation'

const body = confirmation.extend({
  change: askedChange.nullable().describe('the last change that the phone was asked about, in whatever state'),
})
const settings = { tag: 'Confirmation', trust: 'session' } as const

export const confirmationOperations: Operation[] = [
  {
    ...settings,
    id: 'readConfirmation',
    method: 'get',
    path: '/api/confirmation',
    summary: 'The rule for when the portal asks the customer’s phone',
    answers: { 200: { says: 'The present rule.', body } },
    problems: READ,
  },
  {
    ...settings,
    id: 'setConfirmation',
    method: 'put',
    path: '/api/confirmation',
    summary: 'Changes the rule for when the portal asks the phone',
    description:
      'A stricter rule holds at once. A looser one (a higher amount or none, a currency that is left out, no first payments) needs the phone’s yes, and replaces a change that waits.',
    body: wantedConfirmation,
    answers: {
      200: { says: 'The new rule holds.', body },
      202: { says: 'The looser part waits for the phone; the rest holds now.', body },
    },
    problems: [...WRITE, ...BODY, 'conflict', 'phone_recovered', 'too_many_approvals', 'too_many_in_hour'],
  },
  {
    ...settings,
    id: 'withdrawConfirmation',
    method: 'post',
    path: '/api/confirmation/withdraw',
    summary: 'Withdraws the change that waits for the phone',
    answers: { 200: { says: 'The present rule.', body } },
    problems: WRITE,
  },
]
