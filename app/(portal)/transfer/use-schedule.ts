'use client'

import { useRef, useState } from 'react'
import { useSWRConfig } from 'swr'
import { v4 as uuidv4 } from 'uuid'
import { ApiProblem, callBank, failureOf } from '@/app/_ui/api'
import { SCHEDULED } from '@/app/_ui/paths'
import type { PendingOrder } from './pending-order'

/** When a transfer is made: at once, on one day to come, or again and again. */
export type When = 'now' | 'once' | 'week' | 'month'

/** What became of the last wish, in words. */
export interface Told {
  title: string
  message: string
  color: string
}

// Swedish writes a date as ISO 8601 does.
export const today = () => new Intl.DateTimeFormat('sv-SE').format(new Date())

/** When the transfer of the form is made, and the sending of one that is not made at once. */
export function useSchedule() {
  const [when, setWhen] = useState<When>('now')
  const [startsOn, setStartsOn] = useState(today)
  const [endsOn, setEndsOn] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [told, setTold] = useState<Told | null>(null)
  const sending = useRef(false)
  // The order whose answer is not known. Sent again as it is, it goes under the same key and is kept once.
  const unanswered = useRef({ text: '', key: '' })
  const { mutate } = useSWRConfig()

  const keep = async ({ body, shown }: PendingOrder): Promise<boolean> => {
    const every = when === 'week' || when === 'month' ? when : null
    const days = { startsOn, every, ...(every && endsOn && { endsOn }) }
    const order = { ...JSON.parse(body), ...days }
    const text = JSON.stringify(order)
    if (unanswered.current.text !== text) unanswered.current = { text, key: uuidv4() }
    try {
      await callBank('POST', SCHEDULED, order, unanswered.current.key)
      unanswered.current = { text: '', key: '' }
      const message = `${shown.amount} to ${shown.to} on ${dateWords(startsOn)}${every ? `, then every ${every}` : ''}.`
      setTold({ title: 'Scheduled', message, color: 'pine' })
      return true
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error)
      setTold(failureOf(error, 'Not scheduled'))
      return false
    }
  }
  /** @returns whether the bank keeps the order now */
  const send = async (order: PendingOrder): Promise<boolean> => {
    // A second press comes before React has drawn the first one.
    if (sending.current) return false
    sending.current = true
    setBusy(true)
    setProblem(null)
    const isKept = await keep(order)
    sending.current = false
    setBusy(false)
    void mutate(SCHEDULED)
    return isKept
  }
  const errorOf = (member: string) => problem?.errors.find((error) => error.member === member)?.message
  return {
    when,
    setWhen,
    startsOn,
    setStartsOn,
    endsOn,
    setEndsOn,
    busy,
    problem,
    told,
    clear: () => setTold(null),
    send,
    errorOf,
  }
}

/** A date of the API in words: `31 Jan 2027`. */
export function dateWords(date: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return format.format(new Date(`${date}T00:00:00Z`))
}
