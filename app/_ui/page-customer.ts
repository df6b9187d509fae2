let customer = typeof document === 'undefined' ? undefined : document.documentElement.dataset.customer

/**
 * The customer whom this page was made for, as the first document said; undefined for a visitor. The customer never
 * changes while the page lives: later content, also from the router, may be made for somebody who signed in in another
 * tab.
 */
export function pageCustomer(): string | undefined {
  return customer
}

/**
 * Whether content made for this customer belongs on this page. A document that names no customer, such as Next's own
 * error page, takes the customer of the first content that comes.
 */
export function belongsHere(customerId: string): boolean {
  if (typeof document === 'undefined') return true
  customer ??= customerId
  return customer === customerId
}

/** An address of the bank's API for requests without headers of their own, such as a download or an event stream. */
export function withPageCustomer(path: string): string {
  return customer ? `${path}${path.includes('?') ? '&' : '?'}customer=${customer}` : path
}
