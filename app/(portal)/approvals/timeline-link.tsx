import { Anchor } from '@mantine/core'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'

/** Leads to the approval's own page. */
export function TimelineLink({ approvalId }: { approvalId: string }) {
  return (
    <Anchor component={PageLink} href={`/approvals/${approvalId}`} size="sm" data-screen-only>
      {useWords().approvals.timeline}
    </Anchor>
  )
}
