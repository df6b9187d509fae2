import { Button } from '@mantine/core'
import type { Approval } from '@/lib/approvals/approval'
import { askedAgainIn } from '@/lib/approvals/asked-again-in'
import { PageLink } from './page-link'
import { useWords } from './spoken'

/** Leads to where the same can be asked for once more; nothing where it cannot. The page there looks up what it is about. */
export function AskAgainLink({ approval }: { approval: Approval }) {
  const { askAgain } = useWords().approval
  const where = askedAgainIn(approval)
  if (!where) return null
  const page = where === 'portal' ? '/transfer' : '/aiya'
  return (
    <Button component={PageLink} href={`${page}?again=${approval.id}`} variant="default" size="sm">
      {askAgain}
    </Button>
  )
}
