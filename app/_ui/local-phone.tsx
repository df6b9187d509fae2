'use client'

import { createContext, type ReactNode, useContext } from 'react'

const Address = createContext<string | null>(null)

/** Tells the parts of a page where the local tenant's phone is; `address` is null with any other tenant. */
export function LocalPhoneAddress({ address, children }: { address: string | null; children: ReactNode }) {
  return <Address value={address}>{children}</Address>
}

/** Where the local tenant's phone is, or null. */
export function useLocalPhoneAddress(): string | null {
  return useContext(Address)
}
