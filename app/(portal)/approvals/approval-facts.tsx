import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { linesOf } from '@/app/_ui/approval-lines'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { useSpeech } from '@/app/_ui/spoken'
import { agentWords } from '@/lib/approvals/agent'
import type { Approval } from '@/lib/approvals/approval'
import classes from './approval-record.module.css'

/** Everything that the phone showed but the amount, and who asked when. */
export function ApprovalFacts({ approval }: { approval: Approval }) {
  const { createdAt, marks, agent, inPortal } = approval
  const speech = useSpeech()
  const { approvals: words } = speech.words
  return (
    <>
      <dl className={classes.facts}>
        {linesOf(approval, speech).map(({ label, name, mask }) => (
          <Fact key={label} term={label}>
            <ForeignText>{name}</ForeignText> {mask}
          </Fact>
        ))}
        <Fact term={words.askedBy}>
          {inPortal ? words.youInPortal : <ForeignText>{agent ? agentWords(agent) : 'Aiya'}</ForeignText>}
        </Fact>
        <Fact term={words.asked}>
          <Moment at={createdAt} />
        </Fact>
      </dl>
      {marks && (
        <Stack gap={6} mb="md">
          <ApprovalMarks marks={marks} />
        </Stack>
      )}
    </>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Stack gap={0} component="div">
      <Text component="dt" size="sm" c="dimmed">
        {term}
      </Text>
      <Text component="dd" size="sm" fw={550} m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Stack>
  )
}
