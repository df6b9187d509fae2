import { digestOf, type TransferOrder } from '@/lib/ledger/transfer-order'
import type { SeededBank } from '../bank/seeded-bank'

interface ModelAccount {
  customerId: string | null
  currency: string
  status: string
  balance: bigint
  held: bigint
  floor: bigint | null
}

const OPEN_APPROVALS_MAX = 3

/**
 * The bank's rules again, in a few lines and without a database: the right answer to each order, for orders that come
 * one after the other. Tests compare the ledger with it.
 */
export class LedgerModel {
  readonly accounts = new Map<string, ModelAccount>()
  private readonly payees = new Set<string>()
  private readonly totals = new Map<string, bigint>()
  private readonly digests = new Map<string, string>()
  private readonly approvals = new Map<string, { customerId: string; order: TransferOrder; open: boolean }>()

  constructor(
    private readonly transferLimit: bigint,
    private readonly dailyLimit: bigint,
  ) {}

  /** Takes over the book's present state. The model does not know earlier keys and approvals. */
  async read({ sql }: Pick<SeededBank, 'sql'>): Promise<this> {
    const accounts = await sql<(ModelAccount & { id: string })[]>`
      SELECT id, customer_id AS "customerId", currency, status, balance_minor AS balance, held_minor AS held, floor_minor AS floor
      FROM accounts`
    for (const { id, ...account } of accounts) this.accounts.set(id, account)
    const payees = await sql<{ payee: string }[]>`SELECT concat(customer_id, account_id) AS payee FROM payees`
    for (const { payee } of payees) this.payees.add(payee)
    const totals = await sql<{ of: string; total: bigint }[]>`
      SELECT concat(customer_id, currency) AS of, total_minor AS total FROM daily_totals WHERE day = (now() AT TIME ZONE 'UTC')::date`
    for (const { of, total } of totals) this.totals.set(of, total)
    return this
  }

  /**
   * The answer to an order: `posted`, `replayed` or the refusal's code. With `approval`, its key is an approval's id.
   */
  post(customerId: string, order: TransferOrder, key: string, approval = false): string {
    if (order.fromAccountId === order.toAccountId) return this.refusal(customerId, order) ?? 'same_account'
    const known = this.digests.get(customerId + key)
    if (known !== undefined && known !== digestOf(order)) return 'idempotency_conflict'
    const asked = approval ? this.approvals.get(key) : undefined
    if (asked && !asked.open && known === undefined) return 'approval_mismatch'
    if (asked?.open && digestOf(asked.order) !== digestOf(order)) return 'approval_mismatch'
    if (known !== undefined) {
      if (asked?.open) this.close(key)
      return 'replayed'
    }
    const reserved = asked?.open ? order.amountMinor : 0n
    const refusal = this.refusal(customerId, order, reserved)
    if (refusal) return refusal
    if (asked) this.close(key)
    this.reserve(customerId, order, 1n)
    this.account(order.fromAccountId).balance -= order.amountMinor
    this.account(order.toAccountId).balance += order.amountMinor
    this.digests.set(customerId + key, digestOf(order))
    return 'posted'
  }

  /** The answer to a request for an approval: null if it may be opened (then call `opened`), or the refusal's code. */
  refusesApproval(customerId: string, order: TransferOrder): string | null {
    const refusal = this.refusal(customerId, order)
    if (refusal) return refusal
    const open = [...this.approvals.values()].filter((approval) => approval.open && approval.customerId === customerId)
    return open.length >= OPEN_APPROVALS_MAX ? 'too_many_approvals' : null
  }

  /** The approval that waits for the same order; a repeated request joins it. */
  waitingFor(customerId: string, order: TransferOrder): string | undefined {
    const same = [...this.approvals].find(
      ([, one]) => one.open && one.customerId === customerId && digestOf(one.order) === digestOf(order),
    )
    return same?.[0]
  }

  opened(id: string, customerId: string, order: TransferOrder): void {
    this.approvals.set(id, { customerId, order, open: true })
    this.account(order.fromAccountId).held += order.amountMinor
    this.reserve(customerId, order, 1n)
  }

  /**
   * Cancels the approval.
   * @returns whether it was open
   */
  cancel(id: string): boolean {
    if (!this.approvals.get(id)?.open) return false
    this.close(id)
    return true
  }

  private close(id: string): void {
    const approval = this.approvals.get(id)
    if (!approval) throw new Error(`no approval ${id}`)
    approval.open = false
    this.account(approval.order.fromAccountId).held -= approval.order.amountMinor
    this.reserve(approval.customerId, approval.order, -1n)
  }

  private reserve(customerId: string, { currency, amountMinor }: TransferOrder, sign: bigint): void {
    const of = customerId + currency
    this.totals.set(of, (this.totals.get(of) ?? 0n) + sign * amountMinor)
  }

  /** `reserved` is the amount that the order's own approval already holds. */
  private refusal(customerId: string, order: TransferOrder, reserved = 0n): string | null {
    const debtor = this.accounts.get(order.fromAccountId)
    const creditor = this.accounts.get(order.toAccountId)
    const payable = creditor?.customerId === customerId || this.payees.has(customerId + order.toAccountId)
    if (debtor?.customerId !== customerId || !creditor || !payable) return 'account_not_found'
    if (debtor === creditor) return 'same_account'
    if (debtor.status !== 'active' || creditor.status !== 'active') return 'account_not_active'
    if (debtor.currency !== order.currency || creditor.currency !== order.currency) return 'currency_mismatch'
    if (order.amountMinor > this.transferLimit) return 'limit_exceeded'
    const left = debtor.balance - debtor.held + reserved - order.amountMinor
    if (debtor.floor !== null && left < debtor.floor) return 'insufficient_funds'
    const today = (this.totals.get(customerId + order.currency) ?? 0n) - reserved + order.amountMinor
    return today > this.dailyLimit ? 'limit_exceeded' : null
  }

  private account(id: string): ModelAccount {
    const account = this.accounts.get(id)
    if (!account) throw new Error(`no account ${id}`)
    return account
  }
}
