import { serveMcp } from '@/lib/mcp/serve'

/** The MCP endpoint for agents from outside. Trusts the agent's token and nothing else: no cookie and no session. */
export const POST = serveMcp
