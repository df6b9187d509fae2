'use client'

import type { ReactNode } from 'react'
import { SWRConfig } from 'swr'
import { unstable_serialize } from 'swr/infinite'

interface ReadAlreadyProps {
  /** Answers of the bank's API by their paths. */
  answers?: Record<string, unknown>
  /** First pages of the lists that a page shows page by page. */
  firstPages?: Record<string, unknown>
  children: ReactNode
}

/**
 * Gives a page what the server has read for it, so that its first HTML has its content. The page reads the same again as soon
 * as it runs. It stands within `MadeFor`: what was read is this customer's.
 */
export function ReadAlready({ answers = {}, firstPages = {}, children }: ReadAlreadyProps) {
  const lists = Object.entries(firstPages).map(([path, page]) => [unstable_serialize(() => path), [page]])
  return <SWRConfig value={{ fallback: { ...answers, ...Object.fromEntries(lists) } }}>{children}</SWRConfig>
}
