'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { useSWRConfig } from 'swr'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { forgetPending, keepPending, type PendingOrder, recallPending } from './pending-order'
import { type Outcome, sendOrder } from './send-order'

/** Where the one order at hand stands. */
export type TransferState =
  | { stage: 'idle' }
  | { stage: 'sending'; order: PendingOrder }
  | { stage: 'done'; order: PendingOrder; outcome: Outcome }

/**
 * Sends one order at a time and keeps it until the bank has answered. An order whose outcome is unknown, or that waits for
 * the phone, stays, also over a reload; `send` with the unknown one asks again under the same key.
 */
export function useTransfer(customerId: string) {
  const [state, setState] = useState<TransferState>({ stage: 'idle' })
  const sending = useRef(false)
  const { mutate } = useSWRConfig()

  useEffect(() => {
    const order = recallPending(customerId)
    if (!order) return
    const outcome: Outcome = order.asked ? { kind: 'waiting', approval: null } : { kind: 'unknown' }
    setState({ stage: 'done', order, outcome })
  }, [customerId])

  const send = useCallback(
    async (order: PendingOrder): Promise<Outcome | null> => {
      // A second click comes before React has disabled the button.
      if (sending.current) return null
      sending.current = true
      // Kept as one without an answer, for the page may go away before the answer comes.
      const sent = { ...order, unansweredAt: Date.now() }
      keepPending(sent)
      setState({ stage: 'sending', order })
      const outcome = await sendOrder(order)
      // An attempt that was refused has had its answer; what was sent before it has not.
      const left = outcome.kind === 'unknown' && !outcome.refused ? sent : order
      if (outcome.kind === 'unknown') keepPending(left)
      else if (isOpen(outcome)) keepPending({ ...order, asked: true })
      else forgetPending(order.customerId)
      setState({ stage: 'done', order: left, outcome })
      sending.current = false
      for (const path of ['/api/accounts', '/api/limits']) mutate(path)
      return outcome
    },
    [mutate],
  )

  const discard = useCallback(() => {
    forgetPending(customerId)
    setState({ stage: 'idle' })
  }, [customerId])

  /** Puts away what was said of an order that is settled: it would be read as said of the next one. */
  const clear = useCallback(() => {
    setState((before) =>
      before.stage === 'done' && before.outcome.kind !== 'unknown' && !isOpen(before.outcome)
        ? { stage: 'idle' }
        : before,
    )
  }, [])

  /** Takes over how the approval has ended that the order waited for. */
  const settle = useCallback((approval: Approval) => {
    setState((before) => {
      if (before.stage !== 'done' || before.order.key !== approval.id || !isOpen(before.outcome)) return before
      forgetPending(before.order.customerId)
      return { ...before, outcome: { kind: 'waiting', approval } }
    })
  }, [])

  return { state, send, discard, clear, settle }
}

/** Whether the order still waits for the phone. */
function isOpen(outcome: Outcome): boolean {
  return outcome.kind === 'waiting' && !(outcome.approval && isFinal(outcome.approval.status))
}
