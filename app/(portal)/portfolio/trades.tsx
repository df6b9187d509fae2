'use client'

import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Moment } from '@/app/_ui/moment'
import { Money } from '@/app/_ui/money'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { usePages } from '@/app/_ui/use-pages'
import type { Trade } from '@/lib/auth0/ai/own-shares'

const PAGE = 20

/** What was bought and sold, newest first. */
export function Trades() {
  const list = usePages<{ trades: Trade[]; nextCursor: string | null }>('/api/portfolio/trades', PAGE, 'approval')
  const { pages, error, hasMore, loadingMore, loadMore, reload } = list
  const { title } = useWords().portfolio.trades
  const trades = pages?.flatMap((page) => page.trades)
  if (trades?.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      {!trades &&
        (error ? <LoadFailure error={error} retry={reload} /> : <Skeleton height={120} radius="lg" aria-busy />)}
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {trades?.map((trade) => (
          <li key={trade.id}>
            <TradeLine trade={trade} />
          </li>
        ))}
      </Stack>
      {trades && <LoadMore hasMore={hasMore} loading={loadingMore} shown={trades.length} onLoad={loadMore} />}
    </Stack>
  )
}

function TradeLine({ trade: { ticker, side, qty, price, total, currency, createdAt } }: { trade: Trade }) {
  const { words: all, say, rich } = useSpeech()
  const { trades: words } = all.portfolio
  return (
    <Paper withBorder radius="lg" p="lg">
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
        <Stack gap={0}>
          <Text fw={600}>{say(words[side], { qty, ticker })}</Text>
          <Text size="sm" c="dimmed">
            {rich(words.at, {
              when: <Moment at={createdAt} />,
              price: <Money amount={price} currency={currency} fz="inherit" />,
            })}
          </Text>
        </Stack>
        <Money amount={side === 'buy' ? `-${total}` : total} currency={currency} signed fw={600} />
      </Group>
    </Paper>
  )
}
