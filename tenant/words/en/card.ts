import { type Html, html } from '../../pages/html'

/** The frame of a request, and the labels of what it shows. What a device signs is in nobody's language but its author's. */
export const card = {
  name: 'Approval request',
  /** Who asks, and for what. A customer who asks at the bank is spoken to. */
  agentAsks: (name: Html, asks: string) => html`${name} ${asks}`,
  customerAsks: (name: Html, asks: string) => html`${name}, ${asks.replace(/^asks/, 'ask')}`,
  asks: {
    transfer: 'asks to transfer',
    buy: 'asks to buy',
    buyShares: 'asks to buy shares',
    sellShares: 'asks to sell shares',
    confirmationChange: 'asks to change when this phone is asked',
    mandate: 'asks for a standing mandate',
    approval: 'asks for your approval',
    confirm: 'asks you to confirm',
  },
  left: (time: Html) => html`${time} left`,
  deny: 'Deny',
  approve: 'Approve',
  reason: {
    open: 'Something wrong? Say what',
    legend: 'Reason for denying',
    wrongAmount: 'Wrong amount',
    notMe: 'Not me',
    other: 'Something else',
    words: 'In your words',
  },
  from: 'From',
  to: 'To',
  payee: 'Payee',
  memo: 'Memo',
  askedBy: 'Asked by:',
  agent: 'Asked by',
  noDetail: 'There is no detail beside this message: compare it with what you were told where you were asked.',
  marks: {
    first: 'First transfer to this account from your phone',
    refused: (time: Html) => html`You refused this at ${time}`,
    resembles: (name: Html) => html`Resembles ${name}, but is another account`,
  },
  paidBy: 'Paid by this transfer',
  /** The members of an order and of its payment, in the order in which a person asks. */
  orders: {
    total: 'Total',
    product: 'Product',
    quantity: 'Quantity',
    unitPrice: 'Unit price',
    merchant: 'Merchant',
    ticker: 'Ticker',
    side: 'Side',
    amount: 'Amount',
    fromAccount: 'From account',
    toAccount: 'To account',
    atLeast: 'At least, for each',
    atMost: 'At most, for each',
  },
  /** The members that the bank itself has written for people, by detail type. All others are labelled by their own names. */
  members: {
    standing_mandate: {
      agent: 'Agent',
      atMostAtOnce: 'At most at once',
      atMostInAll: 'At most in all',
      from: 'From',
      to: 'To',
      until: 'Until',
    },
    confirmation_limit_change: {
      'now.askAbove': 'Now, ask above',
      'now.firstPayments': 'Now, first payments',
      'wanted.askAbove': 'Wanted, ask above',
      'wanted.firstPayments': 'Wanted, first payments',
    },
  },
}
