import { resourceMetadata } from '@/lib/mcp/resource'
import { answer } from '@/lib/platform/http/answer'

/** Tells an agent from outside which tenant gives tokens for /api/mcp, and with which scopes (RFC 9728). */
export const GET = answer(async () =>
  Response.json(await resourceMetadata(), { headers: { 'Cache-Control': 'no-store' } }),
)
