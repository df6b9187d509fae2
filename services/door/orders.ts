import { v7 as uuidv7 } from 'uuid'
import type { PaymentInitiation } from '@/lib/approvals/payment-initiation'
import { withDeadline } from '@/lib/platform/database/client'
import type { Place } from '@/lib/platform/http/list-page'
import { isProblemCode, Problem } from '@/lib/platform/http/problem'
import type { Store } from './store'

/** Longer than one request takes with all its deadlines, and short enough that a dead process is soon replaced. */
const LEASE_SECONDS = 20
const CLAIMED_MAX = 10
/** The error class of what the schema's functions refuse (orders.sql). */
const REFUSED = 'BZ001'

/** The transfer that pays for an order, as the bank's route takes it. */
export interface Payment {
  fromAccountId: string
  toAccountId: string
  amount: string
  currency: string
  memo: string | null
}

/** The transfer that a payment's detail names. */
export function transferOf({ debtorAccount, creditorAccount, instructedAmount, ...rest }: PaymentInitiation): Payment {
  const memo = rest.remittanceInformationUnstructured ?? null
  return { fromAccountId: debtorAccount.id, toAccountId: creditorAccount.id, ...instructedAmount, memo }
}

/** An order as it is kept. `Item` is what was ordered, in the business's own form. */
export interface Order<Item> {
  id: string
  subject: string
  key: string
  item: Item
  payment: Payment
  paymentKey: string
  status: 'pending' | 'confirmed' | 'voided'
  transferId: string | null
  sealedToken: string | null
  unansweredUntil: Date | null
  fence: number
  createdAt: Date
}

/** What a customer orders under a key. The same key with another digest is another order. */
export interface Wish<Item> extends Pick<Order<Item>, 'subject' | 'key' | 'item' | 'payment' | 'paymentKey'> {
  digest: string
}

/** The orders of the business that owns `schema`. */
export class Orders<Item> {
  constructor(
    private readonly sql: Store,
    private readonly schema: 'shop' | 'brokerage',
  ) {}

  /**
   * Places an order, with what it reserves.
   * @returns the order, and whether the caller drives it now
   * @throws Problem `idempotency_conflict`, or what the business refuses at once
   */
  async place(wish: Wish<Item>): Promise<{ order: Order<Item>; mine: boolean }> {
    const { subject, key, digest, item, payment, paymentKey } = wish
    const [placed] = await withDeadline(this.sql<{ mine: boolean }[]>`
      SELECT ${this.sql(this.schema)}.place_order(
        p_id => ${uuidv7()}, p_subject => ${subject}, p_key => ${key}, p_digest => ${digest},
        p_item => ${JSON.stringify(item)}, p_payment => ${JSON.stringify(payment)}, p_payment_key => ${paymentKey},
        p_lease_seconds => ${LEASE_SECONDS}) AS mine`).catch((error: unknown) => {
      throw asProblemOfOrder(error)
    })
    const order = await this.find(subject, key)
    if (!order) throw new Error('an order that was placed is gone')
    return { order, mine: placed?.mine ?? false }
  }

  /** How long a payment that was sent may still be made, by the database's clock: this process's own may jump. */
  private unanswered() {
    return this.sql`extract(epoch FROM unanswered_until - now())::float8 AS "unansweredSeconds"`
  }

  private until(at: Date | null) {
    return this.sql`now() + make_interval(secs => ${at && (at.getTime() - Date.now()) / 1_000}::float8)`
  }

  /** The customer's order under this key; with `digest`, a refusal for one with another. */
  async find(subject: string, key: string, digest?: string): Promise<Order<Item> | null> {
    const [row] = await withDeadline(this.sql<(OrderRow & { digest: string })[]>`
      SELECT *, ${this.unanswered()} FROM ${this.sql(this.schema)}.orders WHERE subject = ${subject} AND key = ${key}`)
    if (!row) return null
    if (digest !== undefined && row.status !== 'voided' && row.digest !== digest)
      throw new Problem('idempotency_conflict')
    return asOrder(row)
  }

  /** The customer's confirmed orders, newest first: one more than `limit`. */
  async list(subject: string, after: Place | null, limit: number): Promise<Order<Item>[]> {
    const { sql } = this
    const older = after ? sql`AND (created_at, id) < (${after.at.toISOString()}::timestamptz, ${after.id})` : sql``
    const rows = await withDeadline(sql<OrderRow[]>`
      SELECT *, ${this.unanswered()} FROM ${sql(this.schema)}.orders WHERE subject = ${subject} AND status = 'confirmed' ${older}
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`)
    return rows.map((row) => asOrder(row))
  }

  /**
   * Writes down, before the bank is asked, the token that is sent and how long the bank may take the payment.
   * @returns whether this fence still drives the order
   */
  async noteAsked({ id, fence }: Order<Item>, sealedToken: string, unansweredUntil: Date): Promise<boolean> {
    const rows = await withDeadline(this.sql`
      UPDATE ${this.sql(this.schema)}.orders
        SET sealed_token = ${sealedToken}, unanswered_until = greatest(unanswered_until, ${this.until(unansweredUntil)})
      WHERE id = ${id} AND fence = ${fence} AND status = 'pending' RETURNING id`)
    return rows.length === 1
  }

  /** Ends the order: confirmed by this transfer, or voided. Returns it as it then is, whoever has ended it. */
  async end({ id, fence, subject, key }: Order<Item>, transferId: string | null): Promise<Order<Item>> {
    await withDeadline(this.sql`
      SELECT ${this.sql(this.schema)}.end_order(p_id => ${id}, p_fence => ${fence}, p_transfer => ${transferId})`)
    const ended = await this.find(subject, key)
    if (!ended) throw new Error('an order that was ended is gone')
    return ended
  }

  /** Lets others, or a later round, go on with the order after `seconds`, with its doubt as it then is. */
  async handBack({ id, fence, unansweredUntil }: Order<Item>, seconds: number): Promise<void> {
    await withDeadline(this.sql`
      UPDATE ${this.sql(this.schema)}.orders SET lease_until = now() + make_interval(secs => ${seconds}),
        unanswered_until = ${this.until(unansweredUntil)}
      WHERE id = ${id} AND fence = ${fence} AND status = 'pending'`)
  }

  /** Takes over pending orders that nobody drives any more. Two processes never get the same one. */
  async claimLapsed(): Promise<Order<Item>[]> {
    const { sql } = this
    const orders = sql`${sql(this.schema)}.orders`
    const rows = await withDeadline(sql<OrderRow[]>`
      UPDATE ${orders} SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), fence = fence + 1
      WHERE id IN (SELECT id FROM ${orders} WHERE status = 'pending' AND lease_until < now()
        ORDER BY lease_until LIMIT ${CLAIMED_MAX} FOR UPDATE SKIP LOCKED) RETURNING *, ${this.unanswered()}`)
    return rows.map((row) => asOrder(row))
  }
}

interface OrderRow {
  id: string
  subject: string
  key: string
  item: unknown
  payment: unknown
  payment_key: string
  status: 'pending' | 'confirmed' | 'voided'
  transfer_id: string | null
  sealed_token: string | null
  unansweredSeconds: number | null
  fence: number
  created_at: string
}

function asOrder<Item>(row: OrderRow): Order<Item> {
  return {
    id: row.id,
    subject: row.subject,
    key: row.key,
    item: parsed(row.item),
    payment: parsed(row.payment),
    paymentKey: row.payment_key,
    status: row.status,
    transferId: row.transfer_id,
    sealedToken: row.sealed_token,
    unansweredUntil: row.unansweredSeconds === null ? null : new Date(Date.now() + row.unansweredSeconds * 1_000),
    fence: row.fence,
    createdAt: new Date(row.created_at),
  }
}

/** Trap: drizzle turns the pool's reading of JSON off, so that a column may come as text. */
function parsed<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T
}

function asProblemOfOrder(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === REFUSED)) return error
  return isProblemCode(error.message) ? new Problem(error.message) : error
}
