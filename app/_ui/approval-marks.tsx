import { Group, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import type { ApprovalMark } from '@/lib/approvals/marks'
import { ForeignText } from './foreign-text'
import { Moment } from './moment'

/** A mark in a few words, for use beside a name in a list. */
export function markWords(mark: ApprovalMark): string {
  if (mark.kind === 'repeat') return 'Paid just now'
  return mark.kind === 'new_payee' ? 'New payee' : `Resembles ${mark.name}`
}

/** The marks that the customer should look at twice before money leaves; nothing where there are none. */
export function ApprovalMarks({ marks = [] }: { marks?: ApprovalMark[] | undefined }) {
  return marks.map((mark) => (
    <Group key={mark.kind} gap={6} wrap="nowrap" align="flex-start" c="var(--mantine-color-orange-light-color)">
      <IconEye size={18} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {mark.kind === 'repeat' ? (
          <>
            <b>
              You paid exactly this at <Moment at={mark.at} />.
            </b>{' '}
            Approve it only if you mean to pay it again.
          </>
        ) : mark.kind === 'new_payee' ? (
          <>
            <b>New payee.</b> The first payment to this account.
          </>
        ) : (
          <>
            <b>
              Resembles <ForeignText>{mark.name}</ForeignText>.
            </b>{' '}
            That is somebody else. Compare the account’s digits.
          </>
        )}
      </Text>
    </Group>
  ))
}
