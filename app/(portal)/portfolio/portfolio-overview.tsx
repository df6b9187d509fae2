'use client'

import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconChartLine, IconMessageChatbot } from '@tabler/icons-react'
import useSWR from 'swr'
import { LoadFailure } from '@/app/_ui/load-failure'
import { Money } from '@/app/_ui/money'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'
import type { Holding } from '@/lib/auth0/ai/own-shares'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { HoldingsTable } from './holdings-table'
import { Trades } from './trades'

/** A price of the brokerage changes every ten seconds. */
const REFRESH_MS = 10_000

/** The customer's shares at the prices of now, and the orders that have made them. */
export function PortfolioOverview() {
  const { data, error, mutate } = useSWR<{ holdings: Holding[] }>('/api/portfolio', { refreshInterval: REFRESH_MS })
  const holdings = data?.holdings
  const { portfolio: words } = useWords()
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Button component={PageLink} href="/aiya" leftSection={<IconMessageChatbot size={18} aria-hidden />}>
          {words.trade}
        </Button>
      }
    >
      {!holdings && (error ? <LoadFailure error={error} retry={() => mutate()} /> : <PortfolioSkeleton />)}
      {holdings?.length === 0 && (
        <Notice icon={<IconChartLine size={28} aria-hidden />} title={words.none.title}>
          <Text c="dimmed">{words.none.text}</Text>
        </Notice>
      )}
      {holdings && holdings.length > 0 && (
        <>
          <Paper withBorder radius="lg" p="lg">
            <Text c="dimmed" size="sm">
              {words.worth}
            </Text>
            <Money amount={worthOf(holdings)} currency={currencyOf(holdings)} fz="2rem" fw={650} lh={1.2} />
          </Paper>
          <HoldingsTable holdings={holdings} />
        </>
      )}
      {holdings && <Trades />}
    </PageFrame>
  )
}

const currencyOf = (holdings: Holding[]) => holdings[0]?.currency ?? 'USD'

/** All shares are quoted in one currency. */
function worthOf(holdings: Holding[]): string {
  const currency = currencyOf(holdings)
  const sum = holdings.reduce((total, { value }) => total + (parseAmount(value, currency) ?? 0n), 0n)
  return toDecimal(sum, currency)
}

function PortfolioSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true">
      <Skeleton height={104} radius="lg" />
      <Skeleton height={190} radius="lg" />
    </Stack>
  )
}
