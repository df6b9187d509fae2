'use client'

import { Alert, Anchor, Box, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconHelpHexagon } from '@tabler/icons-react'
import Link from 'next/link'
import type { ApiProblem } from '@/app/_ui/api'
import type { PendingOrder } from './pending-order'
import type { TransferState } from './use-transfer'

interface TransferResultProps {
  state: TransferState
  /** Whether another order was refused because this one has no answer yet. */
  heldUp: boolean
  retry: (order: PendingOrder) => void
  discard: () => void
}

/** What became of the order, read out when it changes: the region is there from the start. */
export function TransferResult({ state, heldUp, retry, discard }: TransferResultProps) {
  return (
    <Box role="status" mt={state.stage === 'done' ? 'lg' : 0}>
      {state.stage === 'done' && state.outcome.kind === 'posted' && <Posted order={state.order} />}
      {state.stage === 'done' && state.outcome.kind === 'refused' && <Refused problem={state.outcome.problem} />}
      {state.stage === 'done' && state.outcome.kind === 'unknown' && (
        <Unknown order={state.order} heldUp={heldUp} retry={retry} discard={discard} />
      )}
    </Box>
  )
}

function Posted({ order: { shown, values } }: { order: PendingOrder }) {
  return (
    <Alert role="group" variant="light" icon={<IconCircleCheck aria-hidden />} title={`${shown.amount} transferred`}>
      <Text size="sm">
        From {shown.from} to <bdi>{shown.to}</bdi>.
      </Text>
      <Anchor component={Link} href={`/accounts/${values.from}`} size="sm" fw={600} mt={6} display="inline-block">
        View statement
      </Anchor>
    </Alert>
  )
}

function Refused({ problem }: { problem: ApiProblem }) {
  const advice = problem.errors.length > 0 ? 'Please check the marked fields.' : problem.detail
  return (
    <Alert role="group" variant="light" color="red" icon={<IconAlertTriangle aria-hidden />} title={problem.title}>
      <Text size="sm">Nothing was moved. {advice}</Text>
    </Alert>
  )
}

interface UnknownProps extends Omit<TransferResultProps, 'state'> {
  order: PendingOrder
}

function Unknown({ order, heldUp, retry, discard }: UnknownProps) {
  const { shown, values } = order
  return (
    <Alert
      role="group"
      variant="light"
      color="yellow"
      icon={<IconHelpHexagon aria-hidden />}
      title="We do not know yet whether this went through"
    >
      {heldUp && (
        <Text size="sm" fw={650} mb={4}>
          Settle this one before you send another.
        </Text>
      )}
      <Text size="sm">
        No answer came for {shown.amount} from {shown.from} to <bdi>{shown.to}</bdi>. Try again: the bank makes this
        transfer once, however often you ask.
      </Text>
      <Group mt="sm" gap="sm">
        <Button onClick={() => retry(order)}>Try again</Button>
        <Button variant="default" onClick={discard}>
          Discard
        </Button>
      </Group>
      <Text size="sm" mt="sm">
        If you discard it, look at{' '}
        <Anchor component={Link} href={`/accounts/${values.from}`} inherit>
          the statement
        </Anchor>{' '}
        before you pay again.
      </Text>
    </Alert>
  )
}
