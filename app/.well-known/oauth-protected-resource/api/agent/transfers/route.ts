import { agentResourceMetadata } from '@/lib/auth0/token/agent-resource'
import { answer } from '@/lib/platform/http/answer'

/** Tells an agent which tenant gives tokens for /api/agent/transfers, and with which scopes (RFC 9728). */
export const GET = answer(async () =>
  Response.json(await agentResourceMetadata(), { headers: { 'Cache-Control': 'no-store' } }),
)
