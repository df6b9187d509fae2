import { z } from 'zod'
import { APPROVAL_STATUSES, type ApprovalStatus, isFinal } from '@/lib/approvals/approval-states'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { limitIn, reachedLimit } from '@/lib/ledger/refusal'
import { inMinorUnits, orderMembers } from '@/lib/ledger/transfer-order'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'

const date = z.iso.date('must be a date like 2026-11-28')
const every = z.enum(['week', 'month'], 'must be null, "week" or "month"').nullable()

/** A transfer for a day to come, or for each week or month from that day on. `amount` becomes `amountMinor`. */
export const scheduledWish = z
  .strictObject({
    ...orderMembers,
    startsOn: date.describe("the first day, in the customer's time zone: today or later"),
    every: every.describe(
      'null for once; a month counts from the first day, and the 31st is the last of a shorter month',
    ),
    endsOn: date
      .nullish()
      .transform((day) => day ?? null)
      .describe('the last day on which it may happen; for ever where it is left out'),
  })
  .superRefine(({ startsOn, every, endsOn }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['endsOn'], message })
    if (endsOn && every === null) refuse('is for what happens every week or month')
    else if (endsOn && endsOn < startsOn) refuse('must not be before startsOn')
  })
  .transform(inMinorUnits)

export type ScheduledWish = z.output<typeof scheduledWish>

/** What became of one day. */
const run = z.strictObject({
  on: date,
  outcome: z.enum(['posted', 'waiting', 'skipped']).describe('waiting: for the phone, by the customer’s own rule'),
  reason: z.string().nullable().describe('why it was skipped: a code of the bank’s rules, or how the approval ended'),
  limit: reachedLimit.nullable().describe('with `limit_exceeded`: which limit, and what was left of it on that day'),
  transferId: uuid.nullable(),
  approvalId: uuid.nullable().describe('where the phone was asked'),
})

/** A scheduled transfer as the API shows it. */
export const scheduledTransfer = z.strictObject({
  id: uuid,
  status: z.enum(['active', 'paused', 'done', 'cancelled']),
  fromAccountId: uuid,
  toAccountId: uuid,
  amount: decimalAmount,
  currency: currencyCode,
  memo: z.string().nullable(),
  startsOn: date,
  every,
  endsOn: date.nullable(),
  timeZone: z.string().describe('in which its days begin (IANA)'),
  nextOn: date.nullable().describe('null once it is done or cancelled'),
  lastRun: run.nullable(),
  createdAt: instant,
})

export type ScheduledTransfer = z.output<typeof scheduledTransfer>

/** The columns that a scheduled transfer is made of, with those of its last run, null before the first. */
export interface ScheduledRow {
  id: string
  status: ScheduledTransfer['status']
  fromAccountId: string
  toAccountId: string
  amountMinor: bigint
  currency: string
  memo: string | null
  startsOn: string
  every: 'week' | 'month' | null
  endsOn: string | null
  timeZone: string
  nextOn: string | null
  createdAt: string
  runOn: string | null
  outcome: 'posted' | 'asked' | 'skipped' | null
  reason: string | null
  reachedLimit: unknown
  transferId: string | null
  approvalId: string | null
  approvalStatus: ApprovalStatus | null
}

export function asScheduledTransfer(row: ScheduledRow): ScheduledTransfer {
  const {
    amountMinor,
    createdAt,
    runOn,
    outcome,
    reason,
    reachedLimit,
    transferId,
    approvalId,
    approvalStatus,
    ...terms
  } = row
  const last = outcome === 'asked' ? LAST_OF[approvalStatus ?? 'pending'] : outcome
  return {
    ...terms,
    amount: toDecimal(amountMinor, terms.currency),
    lastRun:
      runOn === null || last === null
        ? null
        : {
            on: runOn,
            outcome: last,
            reason: reasonOf(row, last),
            limit: limitIn(reachedLimit) ?? null,
            transferId,
            approvalId,
          },
    createdAt: new Date(createdAt).toISOString(),
  }
}

type Last = z.output<typeof run>['outcome']

const LAST_OF = Object.fromEntries(
  APPROVAL_STATUSES.map((status) => [status, status === 'posted' ? 'posted' : isFinal(status) ? 'skipped' : 'waiting']),
) as Record<ApprovalStatus, Last>

function reasonOf({ reason, approvalStatus }: ScheduledRow, last: Last): string | null {
  return last === 'skipped' ? (reason ?? approvalStatus) : null
}
