'use client'

import { Badge, Box, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import useSWR from 'swr'
import { callBank } from '@/app/_ui/api'
import { Moment } from '@/app/_ui/moment'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import type { Speech } from '@/app/_words/speech'
import { UNKNOWN_BROWSER } from '@/lib/auth0/session/device-label'
import type { SignedInDevice } from '@/lib/auth0/session/list-sessions'
import { LoadedCard, stateOf } from './loaded-card'

const PATH = '/api/sessions'

/** Where the customer is signed in, and the way to end what should not be. */
export function SessionsCard() {
  const { data, error, mutate } = useSWR<{ sessions: SignedInDevice[] }>(PATH)
  const { ending, end } = useEnding(() => mutate())
  const { sessions: words } = useWords().profile
  const others = data?.sessions.filter(({ current }) => !current) ?? []
  return (
    <LoadedCard id="sessions" title={words.title} state={stateOf({ data, error })} retry={() => void mutate()}>
      {data && (
        <>
          <Box component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {data.sessions.map((session) => (
              <Row key={session.id} session={session} ending={ending === session.id} end={() => void end(session.id)} />
            ))}
          </Box>
          <Text size="sm" c="dimmed">
            {others.length === 0 ? words.none : words.below}
          </Text>
          <Button
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            loading={ending === 'others'}
            onClick={() => void end('others')}
          >
            {words.everywhere}
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
  const speech = useSpeech()
  const { say, rich } = speech
  const { sessions: words } = speech.words.profile
  const name = deviceWords(device, speech)
  const since = <Moment at={createdAt} />
  return (
    <Group component="li" wrap="nowrap" justify="space-between" align="flex-start" gap="sm" py="xs">
      <Box miw={0}>
        <Text fw={600} size="sm">
          {name}{' '}
          {current && (
            <Badge ml={6} variant="light">
              {words.thisBrowser}
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {current ? rich(words.since, { since }) : rich(words.lastSeen, { since, seen: <Moment at={lastSeenAt} /> })}
        </Text>
      </Box>
      {!current && (
        <Button
          variant="default"
          size="xs"
          flex="none"
          loading={ending}
          onClick={end}
          aria-label={say(words.endOf, { device: name })}
        >
          {words.end}
        </Button>
      )}
    </Group>
  )
}

/** The bank's label, such as `Chrome on Linux` (lib/auth0/session/device-label.ts), in the page's words. */
function deviceWords(label: string, { words, say }: Speech): string {
  const { unknown } = words.profile.sessions
  const [browser = '', system] = label.split(' on ')
  const named = browser === UNKNOWN_BROWSER ? unknown : browser
  return system === undefined ? named : say(words.frame.browserOn, { browser: named, system })
}

/** Ends one session, or all others, and says so, or that it was not confirmed. */
function useEnding(reload: () => Promise<unknown>) {
  const words = useWords()
  const { sessions: said } = words.profile
  const [ending, setEnding] = useState<string | null>(null)
  const end = async (which: string) => {
    setEnding(which)
    try {
      await callBank('DELETE', which === 'others' ? PATH : `${PATH}/${which}`)
      const message = which === 'others' ? said.endedAll : said.endedOne
      tell({ title: said.ended, message, color: 'pine' })
    } catch (error) {
      tell(failureOf(error, said.notEnded, words))
    } finally {
      await reload().catch(() => {})
      setEnding(null)
    }
  }
  return { ending, end }
}
