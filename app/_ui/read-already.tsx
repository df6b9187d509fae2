import type { ReactNode } from 'react'
import { GivenAnswers } from './given-answers'
import { requestTime } from './request-time'

interface ReadAlreadyProps {
  /** Answers of the bank's API by their paths, as they are being read. */
  answers?: Record<string, Promise<unknown>>
  /** First pages of the lists that a page shows page by page. */
  firstPages?: Record<string, Promise<unknown>>
  children: ReactNode
}

/**
 * Gives a page what the server has read for it, so that its first HTML has its content. What could not be read is left out:
 * the page asks for it itself, and then says what is wrong. It stands within `MadeFor`: what was read is this customer's.
 */
export async function ReadAlready({ answers = {}, firstPages = {}, children }: ReadAlreadyProps) {
  const madeAt = requestTime()
  const [read, pages] = await Promise.all([readable(answers), readable(firstPages)])
  return (
    <GivenAnswers answers={read} firstPages={pages} madeAt={madeAt}>
      {children}
    </GivenAnswers>
  )
}

async function readable(reads: Record<string, Promise<unknown>>): Promise<Record<string, unknown>> {
  const entries = Object.entries(reads).map(async ([path, read]) => [path, await read.catch(() => undefined)] as const)
  return Object.fromEntries((await Promise.all(entries)).filter(([, answer]) => answer !== undefined))
}
