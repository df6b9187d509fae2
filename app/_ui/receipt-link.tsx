'use client'

import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useWords } from './spoken'
import { useFile } from './use-file'

/** A link to the receipt: a signed file on what was displayed, approved and posted. */
export function ReceiptLink({ approvalId }: { approvalId: string }) {
  const file = useFile()
  return (
    <Button
      component="a"
      {...file(`/api/approvals/${approvalId}/receipt`)}
      variant="default"
      size="sm"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {useWords().approval.receipt}
    </Button>
  )
}
