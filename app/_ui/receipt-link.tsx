'use client'

import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useFileAddress } from './made-for'
import { useWords } from './spoken'

/** A link to the receipt: a signed file on what was displayed, approved and posted. */
export function ReceiptLink({ approvalId }: { approvalId: string }) {
  const addressOf = useFileAddress()
  return (
    <Button
      component="a"
      href={addressOf(`/api/approvals/${approvalId}/receipt`)}
      download
      variant="default"
      size="sm"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {useWords().approval.receipt}
    </Button>
  )
}
