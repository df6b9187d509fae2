'use client'

import type { UseFormReturnType } from '@mantine/form'
import { useEffect, useRef, useState } from 'react'
import { recallPending } from './pending-order'
import { keepDraft, recallDraft } from './transfer-draft'
import type { TransferValues } from './transfer-values'

/**
 * Keeps what is typed, and brings it back when the page was left before it was sent. An order that has been sent and has
 * no answer is more than a draft, and comes back by itself. `found` says that something was brought back.
 */
export function useDraft(customerId: string, form: UseFormReturnType<TransferValues>) {
  const [found, setFound] = useState(false)
  const looked = useRef(false)
  const { values, setValues } = form

  useEffect(() => {
    if (looked.current) return keepDraft(customerId, values)
    looked.current = true
    const draft = recallPending(customerId) ? null : recallDraft(customerId)
    if (!draft) return
    setValues(draft)
    setFound(true)
  }, [customerId, values, setValues])

  return { found, forget: () => setFound(false) }
}
