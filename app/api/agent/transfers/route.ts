import { agentTransfer } from '@/lib/transfers/agent-transfer'

/** An agent: trusts the approved token and nothing else. The list of what must hold is in `agentTransfer`. */
export const POST = agentTransfer
