import { Alert, Anchor, Button, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiProblem } from '@/app/_ui/api'
import { PageLink } from '@/app/_ui/page-link'
import type { Rejoining } from './use-rejoin'

/** The reason why the customer's message has no whole answer. */
export type Trouble =
  | { kind: 'apology'; words: string }
  | { kind: 'refused'; problem: ApiProblem }
  /** `refused`: the bank has answered no, and the page only makes sure that the message was not taken. */
  | { kind: 'looking'; refused: boolean }
  | { kind: Exclude<Rejoining, 'looking'> }

/** Tells what an error of the chat means for the message. Only the bank can say that it did not take the message. */
export function troubleOf(error: Error, rejoining: Rejoining): Trouble {
  if (isApology(error)) return { kind: 'apology', words: error.message }
  const refused = error instanceof ApiProblem && error.code !== '' && error.status < 500
  if (rejoining === 'looking') return { kind: 'looking', refused }
  return refused && rejoining === 'untaken' ? { kind: 'refused', problem: error } : { kind: rejoining }
}

/**
 * Whether Aiya's answer itself reported a failure. The AI SDK passes such a report on as a plain Error; any other
 * failure has another name.
 */
export function isApology(error: Error): boolean {
  return error.name === 'Error'
}

interface ChatTroubleProps {
  trouble: Trouble
  /** Puts the refused words back into the field, where the customer can change them. */
  takeBack: () => void
  /** Sends the same message under the same id, which the bank takes at most once. */
  sendAgain: () => void
  lookAgain: () => void
}

/** Tells the state of a message without a whole answer, and offers what can be done. */
export function ChatTrouble({ trouble, takeBack, sendAgain, lookAgain }: ChatTroubleProps) {
  switch (trouble.kind) {
    case 'looking':
      return (
        <Text c="dimmed" size="sm" mt="md" role="status">
          {trouble.refused ? 'One moment …' : 'The connection was lost. Looking for the answer …'}
        </Text>
      )
    case 'apology':
      return <Failure title="Aiya could not finish her answer">{trouble.words}</Failure>
    case 'refused':
      return (
        <Failure title="Your message was not taken" action="Edit and try again" onAction={takeBack}>
          {[trouble.problem.title, trouble.problem.detail].filter(Boolean).join('. ')}
        </Failure>
      )
    case 'untaken':
      return (
        <Failure uncertain title="Your message has not reached Aiya yet" action="Send again" onAction={sendAgain}>
          The connection was lost on the way. However often you send it, she takes it once.
        </Failure>
      )
    case 'given_up':
      return (
        <Failure uncertain title="The connection to Aiya is lost" action="Try again" onAction={lookAgain}>
          <span>
            She may have your message. If a transfer was under way, the{' '}
            <Anchor component={PageLink} href="/approvals" inherit underline="always">
              Approvals page
            </Anchor>{' '}
            shows how it ends.
          </span>
        </Failure>
      )
  }
}

interface FailureProps {
  title: string
  children: ReactNode
  /** Whether the outcome is unknown, as after a broken connection, and not a refusal. */
  uncertain?: boolean
  action?: string
  onAction?: () => void
}

function Failure({ title, children, uncertain = false, action, onAction }: FailureProps) {
  return (
    <Alert
      color={uncertain ? 'yellow' : 'red'}
      icon={uncertain ? <IconPlugConnectedX aria-hidden /> : <IconAlertCircle aria-hidden />}
      title={title}
      mt="md"
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        {children}
        {action && (
          <Button size="xs" variant="default" onClick={onAction}>
            {action}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
