import { useEffect, useRef } from 'react'
import { sayAloud } from '@/app/_ui/aloud'
import { useSpeech } from '@/app/_ui/spoken'
import type { Transaction } from '@/lib/ledger/accounts/find-transactions'
import type { Filter } from './use-filter'

interface Found {
  filter: Filter
  /** Those that the filter wants; undefined while they are read. */
  transactions: Transaction[] | undefined
  hasMore: boolean
}

/** Says how many lines a changed filter has found: the table changes far from the field that has the focus. */
export function useFoundAloud({ filter, transactions, hasMore }: Found): void {
  const { words, say } = useSpeech()
  const asked = JSON.stringify(filter)
  const told = useRef(asked)
  const count = transactions?.length
  useEffect(() => {
    if (count === undefined || told.current === asked) return
    told.current = asked
    const { noMatch, found, foundMore } = words.statement
    if (count === 0) return sayAloud(`${noMatch.title}. ${noMatch.text}`)
    sayAloud(say(hasMore ? foundMore : found, { count }))
  }, [asked, count, hasMore, words, say])
}
