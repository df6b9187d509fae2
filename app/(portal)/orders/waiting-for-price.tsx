'use client'

import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import useSWR from 'swr'
import { callBank, failureOf } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { useLiveEvent } from '@/app/_ui/live-events'
import { LoadFailure } from '@/app/_ui/load-failure'
import { tell } from '@/app/_ui/notices'
import { CONDITIONAL_ORDERS } from '@/app/_ui/paths'
import type { ConditionalOrder } from '@/lib/conditional-orders/conditional-order'
import { formatMoney } from '@/lib/ledger/amounts/money'

/** Orders of shares that the phone is asked about once their price is there; each can be withdrawn until then. */
export function WaitingForPrice() {
  const { data, error, mutate } = useSWR<{ conditionalOrders: ConditionalOrder[] }>(CONDITIONAL_ORDERS)
  const reload = () => void mutate()
  useLiveEvent('approval', reload)
  const waiting = data?.conditionalOrders.filter(({ status }) => status === 'pending') ?? []
  if (!data && error) return <LoadFailure error={error} retry={reload} />
  if (waiting.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label="Waiting for a price">
      <Title order={2}>Waiting for a price</Title>
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
  const withdraw = async () => {
    setBusy(true)
    await callBank('DELETE', `${CONDITIONAL_ORDERS}/${id}`).catch((error: unknown) =>
      tell(failureOf(error, 'Not withdrawn')),
    )
    setBusy(false)
    reload()
  }
  return (
    <Paper withBorder radius="lg" p="md">
      <Group justify="space-between" gap="sm">
        <Stack gap={0}>
          <Text fw={600}>
            {side === 'buy' ? 'Buy' : 'Sell'} {qty} {ticker}
          </Text>
          <Text size="sm" c="dimmed">
            once a share is {when} {formatMoney(price, currency)}; your phone is asked then
          </Text>
        </Stack>
        <Group gap="sm">
          <Badge variant="light" color="gray" size="lg" tt="none">
            Waits
          </Badge>
          <BusyButton variant="default" busy={busy} onClick={withdraw}>
            Withdraw
          </BusyButton>
        </Group>
      </Group>
    </Paper>
  )
}
