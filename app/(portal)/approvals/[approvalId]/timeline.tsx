import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { APPROVAL_LOOKS, explanationOf } from '@/app/_ui/approval-looks'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { PageLink } from '@/app/_ui/page-link'
import { agentWords } from '@/lib/approvals/agent'
import type { Approval } from '@/lib/approvals/approval'
import type { ApprovalHistory, HistoryStep } from '@/lib/evidence/audit/approval-history'
import { BookedEntries } from './booked-entries'
import classes from './timeline.module.css'

interface TimelineProps {
  approval: Approval
  history: ApprovalHistory
  prompt: string | null
}

/** The steps of an approval, the first one first. */
export function Timeline({ approval, history, prompt }: TimelineProps) {
  return (
    <ol className={classes.steps}>
      {history.steps.map((step) => (
        <li key={`${step.is} ${step.position} ${step.at}`} className={classes.step}>
          <Text fw={600}>{titleOf(step.is, approval, history)}</Text>
          <Told step={step} approval={approval} history={history} prompt={prompt} />
          <Text size="sm" c="dimmed">
            <Moment at={step.at} withSeconds />
            {step.position && `, no. ${step.position} in your audit log`}
          </Text>
        </li>
      ))}
    </ol>
  )
}

function titleOf(
  is: HistoryStep['is'],
  { status, agent, inPortal, mandateId }: Approval,
  { yes }: ApprovalHistory,
): ReactNode {
  switch (is) {
    case 'requested':
      if (inPortal) return 'You asked, in the portal'
      return agent ? <ForeignText>{`${agentWords(agent)} asked`}</ForeignText> : 'You asked Aiya'
    case 'joined':
      return 'Asked once more: it stayed one request'
    case 'pending':
      return 'Your phone was asked'
    case 'approved':
      return yes?.device ? (
        <>
          You approved it on <ForeignText>{yes.device}</ForeignText>
        </>
      ) : (
        'You approved it on your phone'
      )
    case 'taken':
      return 'The order was taken'
    case 'booked':
      return mandateId ? 'Transferred under your mandate' : 'Transferred'
    case 'ended':
      return APPROVAL_LOOKS[status].words
  }
}

function Told({ step, approval, history, prompt }: TimelineProps & { step: HistoryStep }) {
  if (step.is === 'requested' && prompt) {
    return (
      <Text size="sm">
        “<ForeignText>{prompt}</ForeignText>”{' '}
        <Anchor component={PageLink} href={`/aiya/${history.chatId}`} inherit>
          Open the chat
        </Anchor>
      </Text>
    )
  }
  if (step.is === 'pending') {
    return (
      <Text size="sm">
        “<ForeignText>{approval.bindingMessage}</ForeignText>”
      </Text>
    )
  }
  if (step.is === 'approved' && history.yes) return <Text size="sm">{factorWords(history.yes.ways)}</Text>
  if (step.is === 'ended') return <Text size="sm">{explanationOf(approval)}</Text>
  if (step.is === 'booked') return <BookedEntries approval={approval} entries={history.entries} />
  return null
}

/** How the yes was given, by the tenant's words for it (RFC 8176). */
function factorWords(ways: string[]): string {
  if (ways.includes('mfa')) return 'Signed by the device’s key, after a passkey had asked for biometrics or a PIN.'
  if (ways.includes('otp'))
    return 'By a code that the device made without a connection, typed on another device. It is no signature.'
  return ways.includes('swk') ? 'Signed by the device’s key.' : 'How it was confirmed there, the bank was not told.'
}
