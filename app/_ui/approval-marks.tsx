import { Group, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import type { ApprovalMark } from '@/lib/approvals/marks'

/** A mark in words: short beside a name in a list, whole where there is room. */
export function markWords(mark: ApprovalMark): string {
  return mark.kind === 'new_payee' ? 'New payee' : `Resembles ${mark.name}`
}

/** What the customer should look at twice before money leaves; nothing where there is nothing. */
export function ApprovalMarks({ marks = [] }: { marks?: ApprovalMark[] | undefined }) {
  return marks.map((mark) => (
    <Group key={mark.kind} gap={6} wrap="nowrap" align="flex-start" c="var(--mantine-color-orange-light-color)">
      <IconEye size={18} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {mark.kind === 'new_payee' ? (
          <>
            <b>New payee.</b> The first payment to this account.
          </>
        ) : (
          <>
            <b>
              Resembles <bdi>{mark.name}</bdi>.
            </b>{' '}
            That is somebody else. Compare the account’s digits.
          </>
        )}
      </Text>
    </Group>
  ))
}
