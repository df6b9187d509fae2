'use client'

import { Alert, Anchor, Box, Button, Group, Skeleton, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconHelpHexagon } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { sayAloud } from '@/app/_ui/aloud'
import type { ApiProblem } from '@/app/_ui/api'
import { ForeignText } from '@/app/_ui/foreign-text'
import { loadedLater } from '@/app/_ui/loaded-later'
import { PageLink } from '@/app/_ui/page-link'
import { detailOf, titleOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { wordsIn } from '@/app/_ui/words-in'
import type { Approval } from '@/lib/approvals/approval'
import type { PendingOrder } from './pending-order'
import type { TransferState } from './use-transfer'

const WaitingTransfer = loadedLater(
  () => import('./waiting-transfer').then((loaded) => loaded.WaitingTransfer),
  <Skeleton height={180} radius="lg" />,
)

interface TransferResultProps {
  state: TransferState
  /** Whether another order was refused because this one has no answer yet. */
  heldUp: boolean
  retry: (order: PendingOrder) => void
  discard: () => void
  /** Takes over how the phone's approval has ended. */
  settle: (approval: Approval) => void
}

/** What became of the order, said as one text: its parts as a live region's would come in any order, and again with the focus. */
export function TransferResult({ state, heldUp, retry, discard, settle }: TransferResultProps) {
  const region = useRef<HTMLDivElement>(null)
  const kind = state.stage === 'done' ? state.outcome.kind : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is held up changes the words
  useEffect(() => {
    if (kind === null || !region.current) return
    // Above the bottom bar of a phone, too: the page's scroll padding keeps it clear (house.css).
    region.current.scrollIntoView({ block: 'nearest' })
    // What waits says so itself, once it is there (waiting-transfer.tsx).
    if (kind !== 'waiting') sayAloud(wordsIn(region.current))
  }, [kind, heldUp])
  const again = (order: PendingOrder) => {
    // The pressed button goes away while the order is under way.
    region.current?.focus({ preventScroll: true })
    retry(order)
  }
  return (
    <Box ref={region} tabIndex={-1} role="status" aria-live="off" mt={state.stage === 'done' ? 'lg' : 0}>
      {state.stage === 'done' && state.outcome.kind === 'posted' && (
        <Posted order={state.order} isArriving={state.outcome.transfer.arriving === true} />
      )}
      {state.stage === 'done' && state.outcome.kind === 'waiting' && (
        <WaitingTransfer key={state.order.key} id={state.order.key} told={state.outcome.approval} settle={settle} />
      )}
      {state.stage === 'done' && state.outcome.kind === 'refused' && <Refused problem={state.outcome.problem} />}
      {state.stage === 'done' && state.outcome.kind === 'unknown' && (
        <Unknown order={state.order} refused={state.outcome.refused} heldUp={heldUp} retry={again} discard={discard} />
      )}
    </Box>
  )
}

function Posted({ order: { shown, values }, isArriving }: { order: PendingOrder; isArriving: boolean }) {
  const { words, say, rich } = useSpeech()
  const { result } = words.transfer
  return (
    <Alert
      role="group"
      variant="light"
      icon={<IconCircleCheck aria-hidden />}
      title={say(result.posted, { money: shown.amount })}
    >
      <Text size="sm">{rich(result.between, { from: shown.from, to: <ForeignText>{shown.to}</ForeignText> })}</Text>
      {isArriving && <Text size="sm">{result.arriving}</Text>}
      <Anchor component={PageLink} href={`/accounts/${values.from}`} size="sm" fw={600} mt={6} display="inline-block">
        {result.statement}
      </Anchor>
    </Alert>
  )
}

function Refused({ problem }: { problem: ApiProblem }) {
  const words = useWords()
  const { checkFields, nothingMoved } = words.transfer.result
  // A limit stands at the amount, by the browser's clock.
  const isAtField = problem.errors.length > 0 || problem.limit !== null
  const advice = isAtField ? checkFields : detailOf(problem, words)
  return (
    <Alert
      role="group"
      variant="light"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={titleOf(problem, words)}
    >
      <Text size="sm">
        {nothingMoved} {advice}
      </Text>
    </Alert>
  )
}

interface UnknownProps extends Omit<TransferResultProps, 'state' | 'settle'> {
  order: PendingOrder
  /** What the bank said when it was asked again, while the first order may still be on its way. */
  refused: ApiProblem | undefined
}

function Unknown({ order, refused, heldUp, retry, discard }: UnknownProps) {
  const { shown, values } = order
  const { words, rich, say } = useSpeech()
  const { result } = words.transfer
  return (
    <Alert role="group" variant="light" color="yellow" icon={<IconHelpHexagon aria-hidden />} title={result.unknown}>
      {heldUp && (
        <Text size="sm" fw={650} mb={4}>
          {result.heldUp}
        </Text>
      )}
      <Text size="sm">
        {rich(result.noAnswer, { money: shown.amount, from: shown.from, to: <ForeignText>{shown.to}</ForeignText> })}
      </Text>
      {refused && (
        <Text size="sm" mt={4}>
          {say(result.askedAgain, { refusal: titleOf(refused, words) })}
        </Text>
      )}
      <Group mt="sm" gap="sm">
        <Button onClick={() => retry(order)}>{words.frame.actions.tryAgain}</Button>
        <Button variant="default" onClick={discard}>
          {result.discard}
        </Button>
      </Group>
      <Text size="sm" mt="sm">
        {rich(result.ifDiscarded, {
          statement: (text) => (
            <Anchor component={PageLink} href={`/accounts/${values.from}`} inherit>
              {text}
            </Anchor>
          ),
        })}
      </Text>
    </Alert>
  )
}
