export const orders = {
  title: 'Orders',
  lead: 'What you bought and sold, and what still waits.',
  shares: 'Your shares',
  none: {
    title: 'No orders yet',
    text: 'Ask Aiya what you can buy, or say “buy two pairs of running shoes for at most $150”. Before anything is bought, you see it on your phone and decide there.',
  },
  waiting: {
    title: 'Waiting for a price',
    buy: 'Buy {qty} {ticker}',
    sell: 'Sell {qty} {ticker}',
    below: 'once a share is below {price}; your phone is asked then',
    above: 'once a share is above {price}; your phone is asked then',
    waits: 'Waits',
  },
} as const

export const portfolio = {
  title: 'Portfolio',
  lead: 'Your shares at the brokerage. Their prices can fall as well as rise.',
  trade: 'Ask Aiya to trade',
  none: {
    title: 'No shares yet',
    text: 'Ask Aiya what a share costs, or say “buy 3 GOOG”. Before anything is bought, you see it on your phone and decide there. Trading carries risk, and nobody here gives advice.',
  },
  worth: 'Worth now',
  table: { name: 'Shares', share: 'Share', qty: 'You hold', price: 'Price', worth: 'Worth' },
  trades: {
    title: 'Bought and sold',
    buy: 'Bought {qty} {ticker}',
    sell: 'Sold {qty} {ticker}',
    at: '{when}, at {price} each',
  },
} as const
