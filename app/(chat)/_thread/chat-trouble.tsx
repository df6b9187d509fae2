import { Alert, Anchor, Button, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconPlugConnectedX } from '@tabler/icons-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ApiProblem } from '@/app/_ui/api'
import type { Rejoining } from './use-rejoin'

/** What stands between the customer's message and its answer. */
export type Trouble =
  | { kind: 'apology'; words: string }
  | { kind: 'refused'; problem: ApiProblem }
  /** `refused`: the bank has answered no, and it is only made sure that the message is not there. */
  | { kind: 'looking'; refused: boolean }
  | { kind: Exclude<Rejoining, 'looking'> }

/** Tells what an error of the chat means for the message. Only the bank itself can say that it took nothing. */
export function troubleOf(error: Error, rejoining: Rejoining): Trouble {
  if (isApology(error)) return { kind: 'apology', words: error.message }
  const refused = error instanceof ApiProblem && error.code !== '' && error.status < 500
  if (rejoining === 'looking') return { kind: 'looking', refused }
  return refused && rejoining === 'untaken' ? { kind: 'refused', problem: error } : { kind: rejoining }
}

/** Whether Aiya's answer itself said that it failed: the AI SDK hands that on as a plain Error, whatever breaks is not one. */
export function isApology(error: Error): boolean {
  return error.name === 'Error'
}

interface ChatTroubleProps {
  trouble: Trouble
  /** Puts the refused words back where they can be changed. */
  takeBack: () => void
  /** Sends the same message under the same id: the bank takes it at most once. */
  sendAgain: () => void
  lookAgain: () => void
}

/** Says how a message stands that has no answer, and what can be done. */
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
            <Anchor component={Link} href="/approvals" inherit underline="always">
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
  /** The connection broke, and not the wish. */
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
