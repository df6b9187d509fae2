'use client'

import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconChartLine, IconShoppingBag } from '@tabler/icons-react'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'
import { usePages } from '@/app/_ui/use-pages'
import { ApprovalSections } from '@/app/(portal)/approvals/approval-sections'
import type { Approval } from '@/lib/approvals/approval'
import { WaitingForPrice } from './waiting-for-price'

const PAGE = 20

/** What agents were asked to buy and sell for the customer, at the shop and at the brokerage, and what became of it. */
export function OrdersOverview({ hasShares }: { hasShares: boolean }) {
  const { orders: words } = useWords()
  const list = usePages<{ approvals: Approval[]; nextCursor: string | null }>('/api/orders', PAGE, 'approval')
  const { pages, error, hasMore, loadingMore, loadMore, reload } = list
  const orders = pages?.flatMap((page) => page.approvals)
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        hasShares && (
          <Button
            component={PageLink}
            href="/portfolio"
            variant="default"
            leftSection={<IconChartLine size={18} aria-hidden />}
          >
            {words.shares}
          </Button>
        )
      }
    >
      {hasShares && <WaitingForPrice />}
      {!orders && (error ? <LoadFailure error={error} retry={reload} /> : <OrdersSkeleton />)}
      {orders?.length === 0 && (
        <Notice icon={<IconShoppingBag size={28} aria-hidden />} title={words.none.title}>
          <Text c="dimmed">{words.none.text}</Text>
        </Notice>
      )}
      {orders && orders.length > 0 && (
        <Stack component="section" gap="lg" aria-label={words.title}>
          <ApprovalSections approvals={orders} reload={reload} />
        </Stack>
      )}
      {orders && <LoadMore hasMore={hasMore} loading={loadingMore} shown={orders.length} onLoad={loadMore} />}
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
