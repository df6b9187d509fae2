import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import * as oauth from 'openid-client'
import pRetry, { AbortError } from 'p-retry'
import { z } from 'zod'
import { Failure } from './failure'
import type { Settings } from './settings'
import type { Access } from './sign-in'

const TRIES_MORE = 7
/** With these the bank says that it cannot tell: no rule has refused, and what was asked may have happened. */
const AWAY = new Set(['unavailable', 'internal_error'])
const SIGN_IN = 'The access has ended. Sign in again: npm run agent -- login'

const approval = z.object({
  id: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  bindingMessage: z.string(),
  details: z.record(z.string(), z.unknown()),
  expiresAt: z.string(),
  transferId: z.string().nullable(),
})
export type Approval = z.output<typeof approval>

/** A refusal of the bank: a stable code, with words. */
export class Refused extends Failure {
  override name = 'Refused'
}

/** The bank as this program sees it: the tools of its MCP endpoint. */
export interface Bank {
  /**
   * Calls a tool. A call that is sent again does nothing twice.
   * @throws Refused where a rule refuses, Failure where the bank cannot be reached
   */
  call(tool: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>
  approval(tool: string, args: Record<string, unknown>): Promise<Approval>
  close(): Promise<void>
}

export async function connect({ bank, patienceMs }: Settings, { kept, client, DPoP }: Access): Promise<Bank> {
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const body = request.body ? await request.text() : undefined
    const headers = request.headers
    headers.delete('authorization')
    return oauth
      .fetchProtectedResource(client, kept.accessToken, new URL(request.url), request.method, body, headers, { DPoP })
      .catch((error: unknown) => {
        if (error instanceof oauth.WWWAuthenticateChallengeError) throw new Failure('unauthenticated', SIGN_IN)
        throw error
      })
  }
  const mcp = new Client(
    { name: 'baink-cli', title: 'bAInk command line', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  )
  const transport = new StreamableHTTPClientTransport(new URL(`${bank}/api/mcp`), { fetch: send })
  await patiently(patienceMs, () => mcp.connect(transport))
  const call: Bank['call'] = async (name, args = {}) => {
    const { isError, result } = await patiently(patienceMs, async () => {
      const { isError, structuredContent } = await mcp.callTool({ name, arguments: args })
      const result = structuredContent as Record<string, unknown>
      if (isError && AWAY.has(String(result?.code))) throw new Error(String(result.message))
      return { isError, result }
    })
    if (!isError) return result
    throw new Refused(String(result?.code ?? 'refused'), String(result?.message ?? 'The bank refused.'))
  }
  return {
    call,
    approval: async (tool, args) => approval.parse((await call(tool, args)).approval),
    close: () => mcp.close(),
  }
}

/**
 * Repeats the call for `patienceMs` while the bank does not answer. An answer, or an error that would stay, ends the
 * tries.
 */
async function patiently<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
  const once = () =>
    work().catch((error: unknown) => {
      const failure = failureIn(error)
      throw failure ? new AbortError(failure) : error
    })
  try {
    return await pRetry(once, { retries: TRIES_MORE, minTimeout: 250, maxTimeout: 15_000, maxRetryTime: patienceMs })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('unreachable', 'The bank does not answer.', { cause: error })
  }
}

/** The Failure within an error: the SDK may wrap it in errors of its own. */
function failureIn(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error
  return error instanceof Error && error.cause !== undefined ? failureIn(error.cause) : undefined
}
