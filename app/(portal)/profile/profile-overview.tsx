'use client'

import { Anchor, Avatar, Box, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { FreezeButton, ThawButton } from '@/app/_ui/freeze-button'
import { FrozenBanner } from '@/app/_ui/frozen-banner'
import { initialsOf } from '@/app/_ui/initials-of'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { TwoColumns } from '@/app/_ui/two-columns'

interface ProfileOverviewProps {
  name: string
  email: string | null
  /** The cards under the one of the agents, some of which the server draws. */
  under: ReactNode
  /** The cards of the other column, which comes after it on a phone. */
  children: ReactNode
}

/** Who the customer is to the bank, what agents may do, and where the phone is that says yes or no to them. */
export function ProfileOverview({ name, email, under, children }: ProfileOverviewProps) {
  const { profile: words } = useWords()
  return (
    <PageFrame title={words.title} lead={words.lead}>
      <FrozenBanner>
        <ThawButton page="/profile" />
      </FrozenBanner>
      <TwoColumns>
        <Stack gap="lg">
          <Paper component="section" aria-label={words.you} radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
            <Group wrap="nowrap" gap="md">
              <Avatar color="pine" radius="xl" size="lg" aria-hidden>
                {initialsOf(name)}
              </Avatar>
              <Box miw={0}>
                <Text fw={650} fz="lg" style={{ overflowWrap: 'anywhere' }}>
                  <bdi>{name}</bdi>
                </Text>
                {email && (
                  <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {email}
                  </Text>
                )}
              </Box>
            </Group>
          </Paper>
          <AgentsCard />
          {under}
        </Stack>
        <Stack gap="lg">{children}</Stack>
      </TwoColumns>
    </PageFrame>
  )
}

function AgentsCard() {
  const { words: all, rich } = useSpeech()
  const { agentTransfers: words } = all.profile
  return (
    <Paper component="section" aria-labelledby="agents" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="agents">
          {words.title}
        </Title>
        <Text c="dimmed" size="sm">
          {rich(words.text, {
            mandate: (text) => (
              <Anchor component={PageLink} href="/mandates" inherit underline="always">
                {text}
              </Anchor>
            ),
          })}
        </Text>
        <FreezeButton />
      </Stack>
    </Paper>
  )
}
