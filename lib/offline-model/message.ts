import type { TransactionFilter } from '@/lib/ledger/accounts/transaction-filter'

// What a message says, as the grammar reads it. Names are words still, never ids.

/** An order, or what is known of one. `amount` is digits for readAmount, "all", or empty where words make no number. */
export type Draft = { [part in 'amount' | 'from' | 'to' | 'memo']?: string | undefined }

/** One phrase of an order. `name` stands behind no preposition; words that say nothing are an empty slot. */
export type Slot = Draft & { name?: string }

/** A wish for a standing mandate. Amounts are as in a Draft; `until` is its last day, `2027-05-31`. */
export type MandateWords = { all: string; period: 'day' | 'week' | 'month' } & {
  [part in 'once' | 'from' | 'to' | 'until']?: string
}

/** What Aiya left open. `isSure`: the customer ordered it, and only something was missing. */
export interface OpenDraft {
  isSure: boolean
  draft: Draft
}

/** The customer's answer to what is open: yes, no, the other account, or the parts that shall change, perhaps with a "?". */
export type Answer = 'yes' | 'no' | 'other' | (Slot & { isAsked?: true })

/** What listTransactions is asked for. `currency` is not passed on: the amounts' own, where the question names one. */
export interface Search extends TransactionFilter {
  accountId?: string
  limit?: number
  currency?: string
}

/** One phrase of a question, its amounts as in a Draft. `isUnclear`: what it means cannot be told for certain. */
export interface Filter extends Search {
  prep?: string
  phrase?: string
  isUnclear?: true
}

export interface LinesQuestion {
  about: 'lines'
  want: 'list' | 'sum' | 'count'
  /** Behind another question: that one once more, for other days. */
  isAgain?: true
  filters: Filter[]
}

/** What may be paid, or must be got: for all together, or for each. `isBelow`: less than the amount. `when`: it is waited for. */
export interface TradeLimit {
  amount: string
  isEach: boolean
  isBelow?: true
  when?: 'below' | 'above'
}

/** A purchase, or an order of shares. `thing` is a product's name or a ticker, as it was said. */
export interface Trade {
  side: 'buy' | 'sell'
  /** NaN where words make no number. */
  qty: number | undefined
  thing: string
  /** Whether shares were named as such. */
  areShares: boolean
  limit: TradeLimit | undefined
}

export type Question =
  | { about: 'payees' | 'products' | 'portfolio' }
  | { about: 'price'; thing: string }
  | { about: 'balances' | 'owed'; account: string | null }
  | LinesQuestion
