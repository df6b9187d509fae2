import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'

/** The bank's signed word on what was displayed, approved and posted, as a file to keep. */
export function ReceiptLink({ approvalId }: { approvalId: string }) {
  return (
    <Button
      component="a"
      href={`/api/approvals/${approvalId}/receipt`}
      download
      variant="default"
      size="sm"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      Receipt
    </Button>
  )
}
