'use client'

import { Box, Button, Group, Text } from '@mantine/core'
import { useId, useState } from 'react'
import useSWR from 'swr'
import { callBank } from '@/app/_ui/api'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import type { Words } from '@/app/_words/dictionary'
import { agentWords } from '@/lib/approvals/agent'
import type { AgentWithAccess } from '@/lib/mcp/agents-with-access'
import { LoadedCard, stateOf } from './loaded-card'

const PATH = '/api/agents'

/** The agents that the customer has let in, and the way to put each out again. */
export function AgentsWithAccessCard() {
  const { data, error, mutate } = useSWR<{ agents: AgentWithAccess[] | null }>(PATH)
  const { revoking, revoke } = useRevoking(() => mutate())
  const { agents: words } = useWords().profile
  return (
    <LoadedCard
      id="agents-with-access"
      title={words.title}
      state={stateOf({ data, error })}
      retry={() => void mutate()}
    >
      {data?.agents && data.agents.length > 0 && (
        <Box component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {data.agents.map((agent) => (
            <Row
              key={agent.clientId}
              agent={agent}
              revoking={revoking === agent.clientId}
              revoke={() => void revoke(agent)}
            />
          ))}
        </Box>
      )}
      {data && (
        <Text size="sm" c="dimmed">
          {wordsBelow(data.agents, words)}
        </Text>
      )}
    </LoadedCard>
  )
}

function wordsBelow(agents: AgentWithAccess[] | null, words: Words['profile']['agents']): string {
  if (!agents) return words.elsewhere
  return agents.length === 0 ? words.none : words.below
}

function scopeWords(scope: string, { scopes }: Words['profile']['agents']): string {
  return Object.hasOwn(scopes, scope) ? scopes[scope as keyof typeof scopes] : scope
}

interface RowProps {
  agent: AgentWithAccess
  revoking: boolean
  revoke: () => void
}

function Row({ agent, revoking, revoke }: RowProps) {
  const nameId = useId()
  const { words: all, say, rich } = useSpeech()
  const { agents: words } = all.profile
  const { scopes, grantedAt, lastUsedAt } = agent
  return (
    <Group component="li" wrap="nowrap" justify="space-between" align="flex-start" gap="sm" py="xs">
      <Box miw={0}>
        <Text fw={600} size="sm" id={nameId} style={{ overflowWrap: 'anywhere' }}>
          <ForeignText>{agentWords(agent)}</ForeignText>
        </Text>
        <Text size="xs" c="dimmed">
          {say(words.may, { what: scopes.map((scope) => scopeWords(scope, words)).join(', ') })}
        </Text>
        <Text size="xs" c="dimmed">
          {lastUsedAt
            ? rich(words.lastUsed, { since: <Moment at={grantedAt} />, used: <Moment at={lastUsedAt} /> })
            : rich(words.neverUsed, { since: <Moment at={grantedAt} /> })}
        </Text>
      </Box>
      <Button variant="default" size="xs" flex="none" loading={revoking} onClick={revoke} aria-describedby={nameId}>
        {words.revoke}
      </Button>
    </Group>
  )
}

/** Ends one agent's access and says so, or that it was not confirmed. */
function useRevoking(reload: () => Promise<unknown>) {
  const { words, say } = useSpeech()
  const { agents: said } = words.profile
  const [revoking, setRevoking] = useState<string | null>(null)
  const revoke = async ({ clientId, name }: AgentWithAccess) => {
    setRevoking(clientId)
    try {
      await callBank('POST', `${PATH}/revoke`, { clientId })
      tell({ title: said.revoked, message: say(said.revokedText, { name }), color: 'pine' })
    } catch (error) {
      tell(failureOf(error, said.notRevoked, words))
    } finally {
      await reload().catch(() => {})
      setRevoking(null)
    }
  }
  return { revoking, revoke }
}
