'use client'

import { type ReactNode, useState } from 'react'
import { callBank } from '@/app/_ui/api'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useWords } from '@/app/_ui/spoken'
import { BusyButton } from './busy-button'
import { useHandOverFocus } from './hand-over-focus'

/** The id of an approval's element on a page, which gets the focus once the approval is withdrawn. */
export const approvalElementId = (approvalId: string) => `approval-${approvalId}`

/** What this page has withdrawn, which is no news to whoever did it. */
const withdrawn = new Set<string>()

export const isWithdrawnHere = (approvalId: string) => withdrawn.has(approvalId)

interface WithdrawButtonProps {
  approvalId: string
  reload: () => void
  /** The id of what gets the focus where the withdrawn approval leaves the page. */
  orElse?: string
  children?: ReactNode
}

/** Withdraws an open approval. An approval that has ended in the meantime stays as it is, and the customer is told. */
export function WithdrawButton({ approvalId, reload, orElse, children }: WithdrawButtonProps) {
  const words = useWords()
  const [sending, setSending] = useState(false)
  const handOver = useHandOverFocus(approvalElementId(approvalId), orElse)
  const withdraw = async () => {
    handOver()
    withdrawn.add(approvalId)
    setSending(true)
    try {
      await callBank('POST', `/api/approvals/${approvalId}/cancel`)
    } catch (error) {
      tell(failureOf(error, words.approval.notWithdrawn, words))
    } finally {
      setSending(false)
      reload()
    }
  }
  return (
    <BusyButton variant="default" size="sm" busy={sending} onClick={() => void withdraw()}>
      {children ?? words.approval.withdraw}
    </BusyButton>
  )
}
