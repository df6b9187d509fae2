'use client'

import { Button, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconChartLine, IconShoppingBag } from '@tabler/icons-react'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { usePages } from '@/app/_ui/use-pages'
import { ApprovalRecord } from '@/app/(portal)/approvals/approval-record'
import type { Approval } from '@/lib/approvals/approval'
import { WaitingForPrice } from './waiting-for-price'

const PAGE = 20

/** What agents were asked to buy and sell for the customer, at the shop and at the brokerage, and what became of it. */
export function OrdersOverview({ hasShares }: { hasShares: boolean }) {
  const list = usePages<{ approvals: Approval[]; nextCursor: string | null }>('/api/orders', PAGE, 'approval')
  const { pages, error, hasMore, loadingMore, loadMore, reload } = list
  const orders = pages?.flatMap((page) => page.approvals)
  return (
    <PageFrame
      title="Orders"
      lead="What you bought and sold, and what still waits."
      actions={
        hasShares && (
          <Button
            component={PageLink}
            href="/portfolio"
            variant="default"
            leftSection={<IconChartLine size={18} aria-hidden />}
          >
            Your shares
          </Button>
        )
      }
    >
      {hasShares && <WaitingForPrice />}
      {!orders && (error ? <LoadFailure error={error} retry={reload} /> : <OrdersSkeleton />)}
      {orders?.length === 0 && (
        <Notice icon={<IconShoppingBag size={28} aria-hidden />} title="No orders yet">
          <Text c="dimmed">
            Ask Aiya what you can buy, or say “buy two pairs of running shoes for at most $150”. Before anything is
            bought, you see it on your phone and decide there.
          </Text>
        </Notice>
      )}
      {orders && orders.length > 0 && (
        <Stack component="section" gap="sm" aria-label="Orders">
          <Title order={2}>Asked for</Title>
          <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
            {orders.map((order) => (
              <li key={order.id}>
                <ApprovalRecord approval={order} reload={reload} />
              </li>
            ))}
          </Stack>
        </Stack>
      )}
      {orders && <LoadMore hasMore={hasMore} loading={loadingMore} onLoad={loadMore} />}
    </PageFrame>
  )
}

function OrdersSkeleton() {
  return (
    <Stack gap="sm" aria-busy="true">
      <Skeleton height={170} radius="lg" />
      <Skeleton height={170} radius="lg" />
    </Stack>
  )
}
