'use client'

import { useRef, useState } from 'react'
import { useSWRConfig } from 'swr'
import { v4 as uuidv4 } from 'uuid'
import { ApiProblem, callBank } from '@/app/_ui/api'
import { SCHEDULED } from '@/app/_ui/paths'
import { failureOf, memberWords } from '@/app/_ui/problem-words'
import { useSpeech } from '@/app/_ui/spoken'
import type { Speech } from '@/app/_words/speech'
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
  const speech = useSpeech()

  const keep = async ({ body, shown }: PendingOrder): Promise<boolean> => {
    const every = when === 'week' || when === 'month' ? when : null
    const days = { startsOn, every, ...(every && endsOn && { endsOn }) }
    const order = { ...JSON.parse(body), ...days }
    const text = JSON.stringify(order)
    if (unanswered.current.text !== text) unanswered.current = { text, key: uuidv4() }
    try {
      await callBank('POST', SCHEDULED, order, unanswered.current.key)
      unanswered.current = { text: '', key: '' }
      const { words, say } = speech
      const { done, kept } = words.transfer.when
      const day = dateWords(startsOn, speech)
      const message = say(kept[every ?? 'once'], { money: shown.amount, to: shown.to, day })
      setTold({ title: done, message, color: 'pine' })
      return true
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error)
      setTold(failureOf(error, speech.words.transfer.when.notDone, speech.words))
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
  const errorOf = (member: string) => {
    const wrong = problem?.errors.find((error) => error.member === member)
    return wrong && memberWords(wrong.message, speech.words)
  }
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

/** A date of the API in words: `31 Jan 2027`, `31. Jan. 2027`. */
export function dateWords(date: string, { dateFormat }: Speech): string {
  const format = dateFormat({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return format.format(new Date(`${date}T00:00:00Z`))
}
