'use client'

import { Badge, Box, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import useSWR from 'swr'
import { callBank, failureOf } from '@/app/_ui/api'
import { Moment } from '@/app/_ui/moment'
import { tell } from '@/app/_ui/notices'
import type { SignedInDevice } from '@/lib/auth0/session/list-sessions'
import { LoadedCard, stateOf } from './loaded-card'

const PATH = '/api/sessions'

/** Where the customer is signed in, and the way to end what should not be. */
export function SessionsCard() {
  const { data, error, mutate } = useSWR<{ sessions: SignedInDevice[] }>(PATH)
  const { ending, end } = useEnding(() => mutate())
  const others = data?.sessions.filter(({ current }) => !current) ?? []
  return (
    <LoadedCard
      id="sessions"
      title="Where you are signed in"
      state={stateOf({ data, error })}
      retry={() => void mutate()}
    >
      {data && (
        <>
          <Box component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {data.sessions.map((session) => (
              <Row key={session.id} session={session} ending={ending === session.id} end={() => void end(session.id)} />
            ))}
          </Box>
          <Text size="sm" c="dimmed">
            {others.length === 0
              ? 'Nowhere else. A session ends by itself after an hour without use, and after eight hours in any case.'
              : '“Everywhere” is all of these but this browser. They end at once.'}
          </Text>
          <Button
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            loading={ending === 'others'}
            onClick={() => void end('others')}
          >
            Sign out everywhere
          </Button>
        </>
      )}
    </LoadedCard>
  )
}

interface RowProps {
  session: SignedInDevice
  ending: boolean
  end: () => void
}

function Row({ session: { device, createdAt, lastSeenAt, current }, ending, end }: RowProps) {
  return (
    <Group component="li" wrap="nowrap" justify="space-between" align="flex-start" gap="sm" py="xs">
      <Box miw={0}>
        <Text fw={600} size="sm">
          {device}{' '}
          {current && (
            <Badge ml={6} variant="light">
              This browser
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          Signed in <Moment at={createdAt} />
          {!current && (
            <>
              , last seen <Moment at={lastSeenAt} />
            </>
          )}
        </Text>
      </Box>
      {!current && (
        <Button
          variant="default"
          size="xs"
          flex="none"
          loading={ending}
          onClick={end}
          aria-label={`Sign out ${device}`}
        >
          Sign out
        </Button>
      )}
    </Group>
  )
}

/** Ends one session, or all others, and says so, or that it was not confirmed. */
function useEnding(reload: () => Promise<unknown>) {
  const [ending, setEnding] = useState<string | null>(null)
  const end = async (which: string) => {
    setEnding(which)
    try {
      await callBank('DELETE', which === 'others' ? PATH : `${PATH}/${which}`)
      const message = which === 'others' ? 'You are signed out everywhere else.' : 'That browser is signed out.'
      tell({ title: 'Signed out', message, color: 'pine' })
    } catch (error) {
      tell(failureOf(error, 'Not signed out'))
    } finally {
      await reload().catch(() => {})
      setEnding(null)
    }
  }
  return { ending, end }
}
