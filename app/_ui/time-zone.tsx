'use client'

import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

const Told = createContext('UTC')

/** Gives the parts of a page the time zone that the browser told the server in its last request. */
export function ToldTimeZone({ zone, children }: { zone: string; children: ReactNode }) {
  return <Told value={zone}>{children}</Told>
}

const never = () => () => {}
const here = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/**
 * The reader's time zone. On the server, and until React has taken over what the server drew, it is the one that the browser
 * told; a browser that has just come says UTC.
 */
export function useTimeZone(): string {
  const told = useContext(Told)
  return useSyncExternalStore(never, here, () => told)
}
