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

/** An address of the bank's API for the browser's requests without headers of their own, such as an event stream. */
export function withPageCustomer(path: string): string {
  return addressFor(customer, path)
}

/** An address that names the customer whom it is for. A link takes it from `useFileAddress`. */
export function addressFor(customerId: string | undefined, path: string): string {
  return customerId ? `${path}${path.includes('?') ? '&' : '?'}customer=${customerId}` : path
}
