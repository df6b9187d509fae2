import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { isFinal } from '@/lib/approvals/approval-states'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'

const Settled = createContext<ReadonlyMap<string, ApprovalData>>(new Map())

/** Tells the cards below how their approvals ended, where a message of this chat says so. */
export function SettledApprovals({ messages, children }: { messages: AiyaMessage[]; children: ReactNode }) {
  const ends = messages.flatMap(({ parts }) => parts.map(endOf)).filter((end) => end !== null)
  const key = ends.map(([id]) => id).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a settled approval never changes, so the same ids give the same map
  const settled = useMemo(() => new Map(ends), [key])
  return <Settled value={settled}>{children}</Settled>
}

/** The settled state of this approval, if a message of the chat tells it. */
export function useSettledApproval(id: string): ApprovalData | undefined {
  return useContext(Settled).get(id)
}

function endOf(part: AiyaMessage['parts'][number]): [string, ApprovalData] | null {
  return part.type === 'data-approval' && part.id && isFinal(part.data.status) ? [part.id, part.data] : null
}
