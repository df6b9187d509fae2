'use client'

import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconSnowflake } from '@tabler/icons-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import useSWR from 'swr'
import type { AgentTransfers } from '@/lib/approvals/agent-freeze'
import { callBank, failureOf } from './api'
import { Moment } from './moment'

const PATH = '/api/agent-transfers'

/** Whether the customer has frozen agents, kept fresh by live events. */
export function useAgentTransfers() {
  const { data, mutate } = useSWR<AgentTransfers>(PATH)
  return { agents: data, reload: () => mutate() }
}

/** The button that freezes, after a question; nothing where agents are frozen already. */
export function FreezeButton() {
  const { agents, reload } = useAgentTransfers()
  const [asking, { open, close }] = useDisclosure()
  const { sending, send } = useChange('Not frozen', reload)
  if (!agents || agents.frozenAt) return null
  return (
    <>
      <Button variant="default" leftSection={<IconSnowflake size={18} aria-hidden />} onClick={open}>
        Freeze agent transfers
      </Button>
      <Modal opened={asking} onClose={close} title="Freeze agent transfers?" centered radius="lg">
        <Stack gap="md">
          <Text size="sm">
            Aiya and every other agent can then move nothing, and what waits for your phone is withdrawn at once. Your
            own transfers keep working as usual. To thaw, you sign in again.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button data-autofocus loading={sending} onClick={() => void send(`${PATH}/freeze`).then(close)}>
              Freeze now
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

/** The way back: a fresh sign-in first, and then one press. Comes back to `page`. */
export function ThawButton({ page }: { page: string }) {
  const { agents, reload } = useAgentTransfers()
  const { sending, send } = useChange('Not thawed', reload)
  if (!agents?.frozenAt) return null
  if (!agents.mayThaw) {
    const again = `/auth/login?prompt=login&max_age=0&returnTo=${encodeURIComponent(page)}`
    return (
      <Button component="a" href={again} variant="default">
        Sign in again to thaw
      </Button>
    )
  }
  return (
    <Button loading={sending} onClick={() => void send(`${PATH}/thaw`)}>
      Thaw agent transfers
    </Button>
  )
}

/** Says on a page that agents are frozen; nothing while they are not. */
export function FrozenBanner({ children }: { children?: ReactNode }) {
  const { agents } = useAgentTransfers()
  if (!agents?.frozenAt) return null
  return (
    <Alert
      role="region"
      aria-label="Agent transfers are frozen"
      title="Agent transfers are frozen"
      color="blue"
      radius="lg"
      icon={<IconSnowflake aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 16rem">
          Since <Moment at={agents.frozenAt} />, Aiya can look things up but move nothing. Your own transfers keep
          working as usual.
        </Text>
        {children ?? (
          <Button component={Link} href="/profile" variant="default" size="sm">
            Go to your profile
          </Button>
        )}
      </Group>
    </Alert>
  )
}

/** Sends one change, tells the customer if it was not confirmed, and reads anew how agents stand. */
function useChange(failure: string, reload: () => Promise<unknown>) {
  const [sending, setSending] = useState(false)
  const send = async (path: string) => {
    setSending(true)
    try {
      await callBank('POST', path)
    } catch (error) {
      notifications.show(failureOf(error, failure))
    } finally {
      await reload()
      setSending(false)
    }
  }
  return { sending, send }
}
