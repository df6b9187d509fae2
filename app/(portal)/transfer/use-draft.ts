'use client'

import type { UseFormReturnType } from '@mantine/form'
import { useEffect, useRef, useState } from 'react'
import type { Speech } from '@/app/_words/speech'
import { recallPending } from './pending-order'
import { keepDraft, recallDraft } from './transfer-draft'
import { amountOf, type TransferValues } from './transfer-values'

/** What the form was filled in with: what was typed and not sent, or an order that was not made. */
export type Found = 'typed' | 'askedAgain'

/**
 * Keeps what is typed, and brings it back when the page was left before it was sent. An order that has been sent and has
 * no answer is more than a draft, and comes back by itself.
 * @param again an order to ask for once more, in place of a draft
 */
export function useDraft(
  customerId: string,
  form: UseFormReturnType<TransferValues>,
  speech: Speech,
  again: () => TransferValues | null,
) {
  const [found, setFound] = useState<Found | null>(null)
  const looked = useRef(false)
  const { values, setValues } = form

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked again is looked at once
  useEffect(() => {
    if (looked.current) return keepDraft(customerId, values)
    looked.current = true
    if (recallPending(customerId)) return
    const order = again()
    // From now on it is a draft like any other: after a reload, what was changed in it comes back.
    if (order) window.history.replaceState(null, '', window.location.pathname)
    const draft = order ?? recallDraft(customerId)
    if (!draft) return
    setValues(rewritten(draft, speech))
    setFound(order ? 'askedAgain' : 'typed')
  }, [customerId, values, setValues])

  return { found, forget: () => setFound(null) }
}

/** The same, with an amount whose meaning is known as this page writes it: it may have been typed in the other language. */
function rewritten(draft: TransferValues, speech: Speech): TransferValues {
  const { amount, meant } = draft
  if (!meant || meant.text !== amount) return draft
  return { ...draft, ...amountOf(BigInt(meant.amountMinor), meant.currency, speech) }
}
