import { Group, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Speech } from '@/app/_words/speech'
import type { ApprovalMark } from '@/lib/approvals/marks'
import { ForeignText } from './foreign-text'
import { Moment } from './moment'
import { useSpeech } from './spoken'

/** A mark in a few words, for use beside a name in a list. */
export function markWords(mark: ApprovalMark, { words, say }: Speech): string {
  const { paidJustNow, newPayee, resembles } = words.approval.marks
  if (mark.kind === 'repeat') return paidJustNow
  return mark.kind === 'new_payee' ? newPayee : say(resembles, { name: mark.name })
}

const b = (text: ReactNode) => <b>{text}</b>

/** The marks that the customer should look at twice before money leaves; nothing where there are none. */
export function ApprovalMarks({ marks = [] }: { marks?: ApprovalMark[] | undefined }) {
  const { words, rich } = useSpeech()
  const marksWords = words.approval.marks
  return marks.map((mark) => (
    <Group key={mark.kind} gap={6} wrap="nowrap" align="flex-start" c="var(--mantine-color-orange-light-color)">
      <IconEye size={18} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {mark.kind === 'repeat'
          ? rich(marksWords.repeat, { b, when: <Moment at={mark.at} /> })
          : mark.kind === 'new_payee'
            ? rich(marksWords.first, { b })
            : rich(marksWords.similar, { b, name: <ForeignText>{mark.name}</ForeignText> })}
      </Text>
    </Group>
  ))
}
