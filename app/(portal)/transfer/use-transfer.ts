'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { useSWRConfig } from 'swr'
import { forgetPending, keepPending, type PendingOrder, recallPending } from './pending-order'
import { type Outcome, sendOrder } from './send-order'

/** Where the one order at hand stands. */
export type TransferState =
  | { stage: 'idle' }
  | { stage: 'sending'; order: PendingOrder }
  | { stage: 'done'; order: PendingOrder; outcome: Outcome }

/**
 * Sends one order at a time and keeps it until the bank has answered. An order whose outcome is unknown stays, also
 * over a reload; `send` with that order asks again under the same key.
 */
export function useTransfer(customerId: string) {
  const [state, setState] = useState<TransferState>({ stage: 'idle' })
  const sending = useRef(false)
  const { mutate } = useSWRConfig()

  useEffect(() => {
    const order = recallPending(customerId)
    if (order) setState({ stage: 'done', order, outcome: { kind: 'unknown' } })
  }, [customerId])

  const send = useCallback(
    async (order: PendingOrder): Promise<Outcome | null> => {
      // A second click comes before React has disabled the button.
      if (sending.current) return null
      sending.current = true
      keepPending(order)
      setState({ stage: 'sending', order })
      const outcome = await sendOrder(order)
      if (outcome.kind !== 'unknown') forgetPending()
      setState({ stage: 'done', order: { ...order, doubtful: outcome.kind === 'unknown' }, outcome })
      sending.current = false
      mutate('/api/accounts')
      return outcome
    },
    [mutate],
  )

  const discard = useCallback(() => {
    forgetPending()
    setState({ stage: 'idle' })
  }, [])

  /** Puts away what was said of an order that is settled: it would be read as said of the next one. */
  const clear = useCallback(() => {
    setState((before) => (before.stage === 'done' && before.outcome.kind !== 'unknown' ? { stage: 'idle' } : before))
  }, [])

  return { state, send, discard, clear }
}
