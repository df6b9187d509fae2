/** What the transfer form holds, as typed and chosen. */
export interface TransferValues {
  from: string | null
  to: string | null
  amount: string
  memo: string
}

/** The form's field for a member that the bank names in a problem. */
export const FIELD_OF: Record<string, keyof TransferValues> = {
  fromAccountId: 'from',
  toAccountId: 'to',
  amount: 'amount',
  currency: 'amount',
  memo: 'memo',
}
