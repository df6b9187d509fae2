'use client'

import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { callBank, failureOf } from '@/app/_ui/api'

/** Takes an open approval back. What has meanwhile ended by itself is not touched, and the customer is told. */
export function WithdrawButton({ approvalId, reload }: { approvalId: string; reload: () => void }) {
  const [sending, setSending] = useState(false)
  const withdraw = async () => {
    setSending(true)
    try {
      await callBank('POST', `/api/approvals/${approvalId}/cancel`)
    } catch (error) {
      notifications.show(failureOf(error, 'Not withdrawn'))
    } finally {
      setSending(false)
      reload()
    }
  }
  return (
    <Button variant="default" size="sm" loading={sending} onClick={() => void withdraw()}>
      Withdraw
    </Button>
  )
}
