'use client'

import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { addressFor, belongsHere } from './page-customer'
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
  return other ? null : <Customer value={customerId}>{children}</Customer>
}

const Customer = createContext<string | undefined>(undefined)

/**
 * Makes the addresses of files, which a link asks for without headers, for the customer of what stands around. Server and browser
 * make the same ones: an address that the server made for nobody would stay, and would bring the file of whoever is signed in.
 */
export function useFileAddress(): (path: string) => string {
  const customer = useContext(Customer)
  return (path) => addressFor(customer, path)
}
