'use client'

import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconFileCertificate } from '@tabler/icons-react'
import useSWR from 'swr'
import { FreezeButton, ThawButton } from '@/app/_ui/freeze-button'
import { FrozenBanner } from '@/app/_ui/frozen-banner'
import { useLiveEvent } from '@/app/_ui/live-events'
import { LoadFailure } from '@/app/_ui/load-failure'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { useWords } from '@/app/_ui/spoken'
import { TwoColumns } from '@/app/_ui/two-columns'
import type { Mandate } from '@/lib/approvals/mandates/mandate'
import { MandateForm } from './mandate-form'
import { MandateRecord } from './mandate-record'

const PATH = '/api/mandates'

/** What agents may move without asking each time: those in force or asked for, then those that are over, and the form. */
export function MandatesOverview() {
  const { mandates: words } = useWords()
  const { data, error, mutate } = useSWR<{ mandates: Mandate[] }>(PATH)
  const reload = () => void mutate()
  useLiveEvent(['account', 'approval'], reload)
  const mandates = data?.mandates
  const isLive = ({ status }: Mandate) => status === 'active' || status === 'requested'
  return (
    <PageFrame title={words.title} lead={words.lead} actions={<FreezeButton />}>
      <FrozenBanner>
        <ThawButton page="/mandates" />
      </FrozenBanner>
      <TwoColumns firstIsWider>
        <Stack gap="lg">
          {!mandates && (error ? <LoadFailure error={error} retry={reload} /> : <MandatesSkeleton />)}
          {mandates?.length === 0 && (
            <Notice icon={<IconFileCertificate size={28} aria-hidden />} title={words.none.title}>
              <Text c="dimmed">{words.none.text}</Text>
            </Notice>
          )}
          <MandateList title={words.inForce} mandates={mandates?.filter(isLive)} reload={reload} />
          <MandateList title={words.over} mandates={mandates?.filter((mandate) => !isLive(mandate))} reload={reload} />
        </Stack>
        <MandateForm onAsked={reload} />
      </TwoColumns>
    </PageFrame>
  )
}

interface MandateListProps {
  title: string
  mandates: Mandate[] | undefined
  reload: () => void
}

function MandateList({ title, mandates = [], reload }: MandateListProps) {
  if (mandates.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {mandates.map((mandate) => (
          <li key={mandate.id}>
            <MandateRecord mandate={mandate} reload={reload} />
          </li>
        ))}
      </Stack>
    </Stack>
  )
}

function MandatesSkeleton() {
  return (
    <Stack gap="sm" aria-busy="true">
      <Skeleton height={190} radius="lg" />
      <Skeleton height={190} radius="lg" />
    </Stack>
  )
}
