'use client'

import { Alert, Button, Group, Text } from '@mantine/core'
import { IconSnowflake } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { PageLink } from '@/app/_ui/page-link'
import { useAgentTransfers } from './asking'
import { Moment } from './moment'
import { useSpeech } from './spoken'

/** The banner's id, for the focus to go to once agents are frozen. */
export const FROZEN_BANNER = 'frozen'

interface FrozenBannerProps {
  /** What the customer can do; a link to the profile by default. */
  children?: ReactNode
  /** Whether the banner is one line with a link, where there is little room. */
  short?: boolean
}

/** Tells that agents are frozen; nothing while they are not. */
export function FrozenBanner({ children, short = false }: FrozenBannerProps) {
  const { agents } = useAgentTransfers()
  const {
    words: { agents: words },
    rich,
  } = useSpeech()
  if (!agents?.frozenAt) return null
  const { frozenAt, recoveredAt } = agents
  const title = recoveredAt ? words.recovered : words.frozen
  return (
    <Alert
      id={FROZEN_BANNER}
      tabIndex={-1}
      role="region"
      aria-label={title}
      {...(!short && { title })}
      color="blue"
      radius="lg"
      p={short ? 'xs' : 'md'}
      icon={<IconSnowflake aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex={short ? '1 1 10rem' : '1 1 16rem'}>
          {short
            ? title
            : recoveredAt
              ? rich(words.recoveredText, { when: <Moment at={recoveredAt} /> })
              : rich(words.frozenText, { when: <Moment at={frozenAt} /> })}
        </Text>
        {children ?? (
          <Button component={PageLink} href="/profile" variant="default" size={short ? 'compact-sm' : 'sm'}>
            {words.toProfile}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
