'use client'

import { useState } from 'react'
import useSWR from 'swr'
import { tell } from '@/app/_ui/notices'
import type { AgentTransfers } from '@/lib/approvals/agent-freeze'
import { ApiProblem, callBank } from './api'
import { AGENT_TRANSFERS } from './paths'
import { failureOf } from './problem-words'
import { useWords } from './spoken'

/** Whether the customer has frozen agents, kept fresh by live events. */
export function useAgentTransfers() {
  const { data, mutate } = useSWR<AgentTransfers>(AGENT_TRANSFERS)
  return { agents: data, reload: () => mutate() }
}

/** Sends one change, tells the customer if it was not confirmed, and reads anew whether agents are frozen. */
export function useAgentTransfersChange(failure: string) {
  const { reload } = useAgentTransfers()
  const words = useWords()
  const [sending, setSending] = useState(false)
  /** @returns the bank's refusal, by its code */
  const send = async (path: string) => {
    setSending(true)
    try {
      await callBank('POST', path)
    } catch (error) {
      tell(failureOf(error, failure, words))
      return error instanceof ApiProblem ? error.code : undefined
    } finally {
      await reload()
      setSending(false)
    }
  }
  return { sending, send }
}
