'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { addressIn } from '@/lib/platform/text/language'
import { useSpeech } from './spoken'

const Address = createContext<string | null>(null)

/** Gives the parts of a page the address of the local tenant's phone; `address` is null with any other tenant. */
export function LocalPhoneAddress({ address, children }: { address: string | null; children: ReactNode }) {
  return <Address value={address}>{children}</Address>
}

/**
 * The address of one of the local tenant's pages for the phone, in the language of this page; null with any other tenant.
 * @param path below the phone's own, such as `/devices`
 */
export function useLocalPhonePage(path = ''): string | null {
  const address = useContext(Address)
  const { language } = useSpeech()
  return address === null ? null : addressIn(language, `${address}${path}`)
}
