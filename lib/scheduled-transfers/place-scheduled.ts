import { createHash } from 'node:crypto'
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { limitIn, toDecimal } from '@/lib/ledger/amounts/money'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { Refusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { Problem } from '@/lib/platform/http/problem'
import { localDate } from '@/lib/platform/time/day-start'
import { findScheduled, getScheduled } from './list-scheduled'
import { dueFrom } from './occurrences'
import type { ScheduledTransfer, ScheduledWish } from './scheduled-transfer'

/** More than a household pays regularly. */
const GOING_ON_MAX = 50
const LAST_YEAR = 2100

/**
 * Keeps a transfer until its days. Nothing is held, and every rule of the bank is judged on the day; what no day could
 * mend is refused now.
 * @param key the idempotency key, if the order has one: the same order under it is kept once, and answered as it is by now
 * @throws Refusal `account_not_found`, `same_account`, `account_not_active`, `currency_mismatch`, `limit_exceeded`;
 *   `idempotency_conflict` if the key was used for another order
 * @throws Problem `invalid_request` naming the day, `conflict` over fifty
 */
export async function placeScheduled(
  customerId: string,
  wish: ScheduledWish,
  timeZone: string,
  key?: string,
): Promise<ScheduledTransfer> {
  const id = key ? idUnder(key, customerId) : uuidv7()
  const kept = key ? ((await findScheduled(customerId, id)) ?? (await findFormer(customerId, key))) : undefined
  if (kept) return sameOrder(kept, wish)
  const today = localDate(new Date(), timeZone)
  if (wish.startsOn < today) throw badDay('must not be in the past')
  if (Number(wish.startsOn.slice(0, 4)) > LAST_YEAR) throw badDay(`must be before ${LAST_YEAR + 1}`)
  await judge(customerId, wish)
  const due = dueFrom(wish, wish.startsOn, timeZone)
  if (!due) throw badDay('must not be after endsOn')
  const { sql } = database()
  // A lock on the customer's orders: of two at the same time, only one can be the last one allowed.
  const placed = await withDeadline(() =>
    sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`scheduled ${customerId}`}, 0))`
      return tx`
        INSERT INTO scheduled_transfers (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo,
          starts_on, every, ends_on, time_zone, next_on, look_after)
        SELECT ${id}, ${customerId}, ${wish.fromAccountId}, ${wish.toAccountId}, ${wish.amountMinor}, ${wish.currency}, ${wish.memo},
          ${wish.startsOn}, ${wish.every}, ${wish.endsOn}, ${timeZone}, ${due.on}, ${due.at.toISOString()}
        WHERE (SELECT count(*) FROM scheduled_transfers
          WHERE customer_id = ${customerId} AND status IN ('active', 'paused')) < ${GOING_ON_MAX}
        ON CONFLICT (id) DO NOTHING
        RETURNING id`
    }),
  )
  if (placed.length === 0) {
    // The same order may have been sent twice at once.
    const other = key ? await findScheduled(customerId, id) : undefined
    if (other) return sameOrder(other, wish)
    throw new Problem('conflict', { detail: `At most ${GOING_ON_MAX} scheduled transfers may go on.` })
  }
  announce(customerId, 'account')
  return getScheduled(customerId, id)
}

/**
 * The id of what this customer orders under the key: the same each time, and never that of another customer's key. A UUIDv7 as
 * every id is, with the customer's own time in it, since a repeat cannot know the time of the first.
 */
function idUnder(key: string, customerId: string): string {
  const msecs = Number.parseInt(customerId.replaceAll('-', '').slice(0, 12), 16)
  return uuidv7({ msecs, random: createHash('sha256').update(`${customerId} ${key}`).digest() })
}

/** An order that an earlier version has placed under the key: its id was a UUIDv5. */
function findFormer(customerId: string, key: string): Promise<ScheduledTransfer | undefined> {
  return findScheduled(customerId, uuidv5(key, customerId))
}

/** @throws Refusal `idempotency_conflict` unless what is kept under the key is this order */
function sameOrder(kept: ScheduledTransfer, wish: ScheduledWish): ScheduledTransfer {
  const { amountMinor, ...terms } = wish
  const ordered = { ...terms, amount: toDecimal(amountMinor, wish.currency) }
  const isSame = (Object.keys(ordered) as (keyof typeof ordered)[]).every((member) => kept[member] === ordered[member])
  if (!isSame) throw new Refusal('idempotency_conflict')
  return kept
}

function badDay(message: string): Problem {
  return new Problem('invalid_request', { errors: [{ member: 'startsOn', message }], detail: `startsOn: ${message}` })
}

/** The rules that hold on any day, as the ledger has them. */
async function judge(
  customerId: string,
  { fromAccountId, toAccountId, currency, amountMinor }: ScheduledWish,
): Promise<void> {
  const own = await listAccounts(customerId)
  const from = own.find(({ id }) => id === fromAccountId)
  const to =
    own.find(({ id }) => id === toAccountId) ??
    (await listPayees(customerId)).find(({ accountId }) => accountId === toAccountId)
  if (!from || !to) throw new Refusal('account_not_found')
  if (fromAccountId === toAccountId) throw new Refusal('same_account')
  if (from.status !== 'active' || ('status' in to && to.status !== 'active')) throw new Refusal('account_not_active')
  if (from.currency !== currency || to.currency !== currency) throw new Refusal('currency_mismatch')
  const limitMinor = limitIn(currency, env().TRANSFER_LIMIT)
  const limit = toDecimal(limitMinor, currency)
  if (amountMinor > limitMinor) throw new Refusal('limit_exceeded', { currency, limit, left: limit, renewsAt: null })
}
