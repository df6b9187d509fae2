'use client'

import { type ReactNode, useEffect } from 'react'
import { belongsHere } from './page-customer'
import { tellSomebodyElse } from './somebody-else'

/**
 * Shows what the server made for this customer, and only on a page of this customer: the router may bring content for
 * another customer, who has signed in since.
 */
export function MadeFor({ customerId, children }: { customerId: string; children: ReactNode }) {
  const other = !belongsHere(customerId)
  useEffect(() => {
    if (other) tellSomebodyElse()
  }, [other])
  return other ? null : children
}
