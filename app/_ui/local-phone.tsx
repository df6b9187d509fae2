'use client'

import { createContext, type ReactNode, useContext } from 'react'

const Address = createContext<string | null>(null)

/** Gives the parts of a page the address of the local tenant's phone; `address` is null with any other tenant. */
export function LocalPhoneAddress({ address, children }: { address: string | null; children: ReactNode }) {
  return <Address value={address}>{children}</Address>
}

/** The address of the local tenant's phone, or null. */
export function useLocalPhoneAddress(): string | null {
  return useContext(Address)
}
