'use client'

import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import useSWR from 'swr'
import { callBank } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { useLiveEvent } from '@/app/_ui/live-events'
import { LoadFailure } from '@/app/_ui/load-failure'
import { tell } from '@/app/_ui/notices'
import { CONDITIONAL_ORDERS } from '@/app/_ui/paths'
import { failureOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import type { ConditionalOrder } from '@/lib/conditional-orders/conditional-order'

/** Orders of shares that the phone is asked about once their price is there; each can be withdrawn until then. */
export function WaitingForPrice() {
  const { title } = useWords().orders.waiting
  const { data, error, mutate } = useSWR<{ conditionalOrders: ConditionalOrder[] }>(CONDITIONAL_ORDERS)
  const reload = () => void mutate()
  useLiveEvent('approval', reload)
  const waiting = data?.conditionalOrders.filter(({ status }) => status === 'pending') ?? []
  if (!data && error) return <LoadFailure error={error} retry={reload} />
  if (waiting.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {waiting.map((order) => (
          <li key={order.id}>
            <Waiting order={order} reload={reload} />
          </li>
        ))}
      </Stack>
    </Stack>
  )
}

function Waiting({ order, reload }: { order: ConditionalOrder; reload: () => void }) {
  const { id, side, qty, ticker, when, price, currency } = order
  const [busy, setBusy] = useState(false)
  const { words, say, money } = useSpeech()
  const { waiting } = words.orders
  const withdraw = async () => {
    setBusy(true)
    await callBank('DELETE', `${CONDITIONAL_ORDERS}/${id}`).catch((error: unknown) =>
      tell(failureOf(error, words.approval.notWithdrawn, words)),
    )
    setBusy(false)
    reload()
  }
  return (
    <Paper withBorder radius="lg" p="md">
      <Group justify="space-between" gap="sm">
        <Stack gap={0}>
          <Text fw={600}>{say(waiting[side], { qty, ticker })}</Text>
          <Text size="sm" c="dimmed">
            {say(waiting[when], { price: money(price, currency) })}
          </Text>
        </Stack>
        <Group gap="sm">
          <Badge variant="light" color="gray" size="lg">
            {waiting.waits}
          </Badge>
          <BusyButton variant="default" busy={busy} onClick={withdraw}>
            {words.approval.withdraw}
          </BusyButton>
        </Group>
      </Group>
    </Paper>
  )
}
