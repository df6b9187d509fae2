import { Alert, Anchor, Button, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiProblem } from '@/app/_ui/api'
import { PageLink } from '@/app/_ui/page-link'
import { detailOf, titleOf } from '@/app/_ui/problem-words'
import { useSpeech } from '@/app/_ui/spoken'
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
  const { words, rich } = useSpeech()
  const { trouble: said } = words.chat
  switch (trouble.kind) {
    case 'looking':
      return (
        <Text c="dimmed" size="sm" mt="md" role="status">
          {trouble.refused ? said.moment : said.looking}
        </Text>
      )
    case 'apology':
      return <Failure title={said.apology}>{trouble.words}</Failure>
    case 'refused':
      return (
        <Failure title={said.refused} action={said.edit} onAction={takeBack}>
          {[titleOf(trouble.problem, words), detailOf(trouble.problem, words)].filter(Boolean).join('. ')}
        </Failure>
      )
    case 'untaken':
      return (
        <Failure uncertain title={said.untaken} action={said.sendAgain} onAction={sendAgain}>
          {said.untakenText}
        </Failure>
      )
    case 'given_up':
      return (
        <Failure uncertain title={said.lost} action={words.frame.actions.tryAgain} onAction={lookAgain}>
          <span>
            {rich(said.lostText, {
              approvals: (text) => (
                <Anchor component={PageLink} href="/approvals" inherit underline="always">
                  {text}
                </Anchor>
              ),
            })}
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
