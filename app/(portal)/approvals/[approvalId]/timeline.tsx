import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { explanationOf } from '@/app/_ui/approval-looks'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech } from '@/app/_ui/spoken'
import type { Speech } from '@/app/_words/speech'
import { agentWords } from '@/lib/approvals/agent'
import type { Approval } from '@/lib/approvals/approval'
import { partsOfLabel } from '@/lib/auth0/session/device-label'
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
  const speech = useSpeech()
  return (
    <ol className={classes.steps}>
      {history.steps.map((step) => (
        <li key={`${step.is} ${step.position} ${step.at}`} className={classes.step}>
          <Text fw={600}>{titleOf(step.is, approval, history, speech)}</Text>
          <Told step={step} approval={approval} history={history} prompt={prompt} />
          <Text size="sm" c="dimmed">
            <When step={step} />
          </Text>
        </li>
      ))}
    </ol>
  )
}

function When({ step: { at, position } }: { step: HistoryStep }) {
  const { words, rich } = useSpeech()
  const when = <Moment at={at} withSeconds />
  return position ? rich(words.approvals.steps.at, { when, position }) : when
}

function titleOf(
  is: HistoryStep['is'],
  { status, agent, inPortal, mandateId }: Approval,
  { yes }: ApprovalHistory,
  speech: Speech,
): ReactNode {
  const { words, rich } = speech
  const { steps } = words.approvals
  switch (is) {
    case 'requested':
      if (inPortal) return steps.youAskedInPortal
      return agent
        ? rich(steps.agentAsked, { agent: <ForeignText>{agentWords(agent)}</ForeignText> })
        : steps.youAskedAiya
    case 'joined':
      return steps.joined
    case 'pending':
      return steps.pending
    case 'approved':
      return yes?.device
        ? rich(steps.approvedOn, { device: <ForeignText>{deviceIn(yes.device, speech)}</ForeignText> })
        : steps.approved
    case 'taken':
      return steps.taken
    case 'booked':
      return mandateId ? steps.mandate : steps.booked
    case 'ended':
      return words.approval.states[status]
  }
}

/** A device's name, in the page's language where the tenant suggested it. */
function deviceIn(name: string, { words, say }: Speech): string {
  const parts = partsOfLabel(name)
  return parts ? say(words.frame.browserOn, parts) : name
}

function Told({ step, approval, history, prompt }: TimelineProps & { step: HistoryStep }) {
  const speech = useSpeech()
  const { steps } = speech.words.approvals
  if (step.is === 'requested' && prompt) {
    return (
      <Text size="sm">
        {speech.rich(steps.prompt, {
          words: <ForeignText>{prompt}</ForeignText>,
          chat: (text) => (
            <Anchor component={PageLink} href={`/aiya/${history.chatId}`} inherit>
              {text}
            </Anchor>
          ),
        })}
      </Text>
    )
  }
  if (step.is === 'pending') {
    return (
      <Text size="sm">
        {speech.rich(steps.message, { words: <ForeignText>{approval.bindingMessage}</ForeignText> })}
      </Text>
    )
  }
  if (step.is === 'approved' && history.yes) return <Text size="sm">{steps[factorOf(history.yes.ways)]}</Text>
  if (step.is === 'ended') return <Text size="sm">{explanationOf(approval, speech)}</Text>
  if (step.is === 'booked') return <BookedEntries approval={approval} entries={history.entries} />
  return null
}

/** How the yes was given, by the tenant's words for it (RFC 8176, and `spc` of its own). */
function factorOf(ways: string[]): 'payment' | 'passkey' | 'code' | 'key' | 'unknown' {
  if (ways.includes('spc')) return 'payment'
  if (ways.includes('mfa')) return 'passkey'
  if (ways.includes('otp')) return 'code'
  return ways.includes('swk') ? 'key' : 'unknown'
}
