'use client'

import { Box, Button, Group, Text } from '@mantine/core'
import { useId, useState } from 'react'
import useSWR from 'swr'
import { callBank, failureOf } from '@/app/_ui/api'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { tell } from '@/app/_ui/notices'
import { agentWords } from '@/lib/approvals/agent'
import type { AgentWithAccess } from '@/lib/mcp/agents-with-access'
import { LoadedCard, stateOf } from './loaded-card'

const PATH = '/api/agents'
const MAY: Record<string, string> = {
  'read:accounts': 'see accounts and payees',
  'read:transactions': 'see transactions',
  'request:transfer': 'ask for transfers',
  'product:buy': 'ask to buy in the shop',
  'stock:trade': 'ask to trade shares',
  'portfolio:read': 'see shares',
}

/** The agents that the customer has let in, and the way to put each out again. */
export function AgentsWithAccessCard() {
  const { data, error, mutate } = useSWR<{ agents: AgentWithAccess[] | null }>(PATH)
  const { revoking, revoke } = useRevoking(() => mutate())
  return (
    <LoadedCard
      id="agents-with-access"
      title="Agents with access"
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
          {wordsBelow(data.agents)}
        </Text>
      )}
    </LoadedCard>
  )
}

function wordsBelow(agents: AgentWithAccess[] | null): string {
  if (!agents) return 'Which agents you have let in is kept where you sign in, and ended there.'
  if (agents.length === 0) return 'None. An agent that wants in sends you to a page that asks you first.'
  return 'Beyond a mandate of yours none of them can move money: each transfer, purchase and order needs your yes on the phone. Revoke ends an agent’s access and its mandates, and withdraws what it has asked for.'
}

interface RowProps {
  agent: AgentWithAccess
  revoking: boolean
  revoke: () => void
}

function Row({ agent, revoking, revoke }: RowProps) {
  const nameId = useId()
  const { scopes, grantedAt, lastUsedAt } = agent
  return (
    <Group component="li" wrap="nowrap" justify="space-between" align="flex-start" gap="sm" py="xs">
      <Box miw={0}>
        <Text fw={600} size="sm" id={nameId} style={{ overflowWrap: 'anywhere' }}>
          <ForeignText>{agentWords(agent)}</ForeignText>
        </Text>
        <Text size="xs" c="dimmed">
          May {scopes.map((scope) => MAY[scope] ?? scope).join(', ')}
        </Text>
        <Text size="xs" c="dimmed">
          Let in <Moment at={grantedAt} />,{' '}
          {lastUsedAt ? (
            <>
              last used <Moment at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </Text>
      </Box>
      <Button variant="default" size="xs" flex="none" loading={revoking} onClick={revoke} aria-describedby={nameId}>
        Revoke
      </Button>
    </Group>
  )
}

/** Ends one agent's access and says so, or that it was not confirmed. */
function useRevoking(reload: () => Promise<unknown>) {
  const [revoking, setRevoking] = useState<string | null>(null)
  const revoke = async ({ clientId, name }: AgentWithAccess) => {
    setRevoking(clientId)
    try {
      await callBank('POST', `${PATH}/revoke`, { clientId })
      const message = `${name} has no access any more, and what it had asked for is withdrawn.`
      tell({ title: 'Access revoked', message, color: 'pine' })
    } catch (error) {
      tell(failureOf(error, 'Not revoked'))
    } finally {
      await reload().catch(() => {})
      setRevoking(null)
    }
  }
  return { revoking, revoke }
}
