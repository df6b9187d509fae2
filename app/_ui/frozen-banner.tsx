'use client'

import { Alert, Button, Group, Text } from '@mantine/core'
import { IconSnowflake } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { PageLink } from '@/app/_ui/page-link'
import { useAgentTransfers } from './asking'
import { Moment } from './moment'

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
  if (!agents?.frozenAt) return null
  const { frozenAt, recoveredAt } = agents
  const title = recoveredAt ? 'A recovery code replaced your devices' : 'Agent transfers are frozen'
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
          {short ? (
            title
          ) : recoveredAt ? (
            <>
              On <Moment at={recoveredAt} /> all your former devices and passkeys were removed. Your mandates are over,
              Aiya can move nothing, and nothing asks your phone. If this was not you, leave it so and call the bank.
            </>
          ) : (
            <>
              Since <Moment at={frozenAt} />, Aiya can look things up but move nothing. Your own transfers keep working
              as usual.
            </>
          )}
        </Text>
        {children ?? (
          <Button component={PageLink} href="/profile" variant="default" size={short ? 'compact-sm' : 'sm'}>
            Go to your profile
          </Button>
        )}
      </Group>
    </Alert>
  )
}
