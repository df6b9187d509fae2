const SIGNS: Record<string, string> = { USD: '$', EUR: '€', JPY: '¥' }

/** An amount as people write it. */
export function money(amount: string, currency: string): string {
  const [whole = '', fraction] = amount.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount.startsWith('-') ? '-' : ''}${SIGNS[currency] ?? currency}${grouped}${fraction ? `.${fraction}` : ''}`
}

const product = (id: string, name: string, price: string) => ({
  ...{ id, name, price, currency: 'USD', priceFormatted: money(price, 'USD') },
})
/** What the shop sells. */
export const PRODUCTS = [
  product('running-shoes', 'Running shoes', '75.00'),
  product('trail-shoes', 'Trail shoes', '119.00'),
  product('running-socks', 'Running socks', '12.50'),
  product('rain-jacket', 'Rain jacket', '89.90'),
  product('water-bottle', 'Water bottle', '18.00'),
  product('backpack', 'Backpack', '64.50'),
  product('headlamp', 'Headlamp', '34.00'),
  product('yoga-mat', 'Yoga mat', '29.00'),
  product('bicycle-helmet', 'Bicycle helmet', '55.00'),
  product('coffee-beans', 'Coffee beans', '14.99'),
  product('headphones', 'Headphones', '129.99'),
  product('desk-lamp', 'Desk lamp', '42.00'),
]
/** What a share of each listed ticker costs. */
export const PRICES: Record<string, string> = { ZEKO: '5.00', OKTA: '88.50', GOOG: '176.20' }
