import { z } from 'zod'
import { scheduledChange } from '@/lib/scheduled-transfers/change-scheduled'
import { scheduledTransfer, scheduledWish } from '@/lib/scheduled-transfers/scheduled-transfer'
import { BODY, type Operation, READ, WRITE } from './operation'

const one = z.strictObject({ scheduledTransfer })
const section = { tag: 'Scheduled transfers', trust: 'session' } as const
const path = '/api/scheduled-transfers/{scheduledId}'

export const scheduledOperations: Operation[] = [
  {
    ...section,
    id: 'listScheduledTransfers',
    method: 'get',
    path: '/api/scheduled-transfers',
    summary: 'Transfers for a day to come, or for every week or month',
    answers: {
      200: {
        says: 'By their next day, then those that are over.',
        body: z.strictObject({ scheduledTransfers: z.array(scheduledTransfer) }),
      },
    },
    problems: READ,
  },
  {
    ...section,
    id: 'scheduleTransfer',
    method: 'post',
    path: '/api/scheduled-transfers',
    summary: 'Keeps a transfer until its day, or makes it every week or month',
    description:
      "Nothing is held. On each day the bank's rules are judged anew: what they refuse is skipped, with the reason. What the customer wants to confirm is asked on the phone that day, from nine in the morning.",
    isIdempotent: 'if it has a key',
    body: scheduledWish,
    answers: {
      201: { says: 'It waits for its first day; a repeat under the same key answers it as it is by now.', body: one },
    },
    problems: [
      ...WRITE,
      ...BODY,
      'account_not_found',
      'same_account',
      'account_not_active',
      'currency_mismatch',
      'limit_exceeded',
      'idempotency_conflict',
      'conflict',
    ],
  },
  {
    ...section,
    id: 'readScheduledTransfer',
    method: 'get',
    path,
    summary: 'One scheduled transfer',
    answers: { 200: { says: 'It.', body: one } },
    problems: [...READ, 'not_found'],
  },
  {
    ...section,
    id: 'changeScheduledTransfer',
    method: 'patch',
    path,
    summary: 'Pauses a scheduled transfer, or lets it go on',
    description: 'The days that passed meanwhile are left out.',
    body: scheduledChange,
    answers: { 200: { says: 'As it is now.', body: one } },
    problems: [...WRITE, ...BODY, 'not_found', 'conflict'],
  },
  {
    ...section,
    id: 'endScheduledTransfer',
    method: 'delete',
    path,
    summary: 'Ends a scheduled transfer',
    description: 'Nothing moves any more once this is answered; what the phone is being asked already still is.',
    answers: { 200: { says: 'It is cancelled.', body: one } },
    problems: [...WRITE, 'not_found', 'conflict'],
  },
]
