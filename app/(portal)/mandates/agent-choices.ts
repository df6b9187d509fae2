'use client'

import useSWR from 'swr'
import { AIYA_AGENT, agentWords } from '@/lib/approvals/agent'
import type { AgentWithAccess } from '@/lib/mcp/agents-with-access'

/** Aiya, and each agent that the customer has let in, as they are called on screen. */
export function useAgentChoices(): { value: string; label: string }[] {
  const { data } = useSWR<{ agents: AgentWithAccess[] | null }>('/api/agents')
  return [AIYA_AGENT, ...(data?.agents ?? [])].map((agent) => ({ value: agent.clientId, label: agentWords(agent) }))
}

/** What an agent is called; its client's id where it has no access any more. */
export function useAgentNames(): (clientId: string) => string {
  const choices = useAgentChoices()
  return (clientId) => choices.find(({ value }) => value === clientId)?.label ?? clientId
}
