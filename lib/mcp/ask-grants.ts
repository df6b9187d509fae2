import type { z } from 'zod'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'

const ANSWER_MS_MAX = 5_000

/**
 * Asks the local tenant about the access that customers have given to agents (tenant/agents/grants-routes.ts), by the
 * credentials of the bank's own client.
 * @throws Problem `unavailable` if the tenant gives no answer or an unexpected one.
 */
export async function askGrants<Answer>(
  what: '' | '/check' | '/revoke',
  form: Record<string, string>,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  const body = new URLSearchParams({ client_id: AUTH0_CLIENT_ID, client_secret: AUTH0_CLIENT_SECRET, ...form })
  const signal = AbortSignal.timeout(ANSWER_MS_MAX)
  try {
    const response = await fetch(`${AUTH0_DOMAIN}/oauth/grants${what}`, {
      method: 'POST',
      body,
      signal,
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`the tenant answered ${response.status}`)
    return answer.parse(await response.json())
  } catch (cause) {
    const detail = 'the tenant cannot be asked which agents have access'
    throw new Problem('unavailable', { detail, headers: { 'Retry-After': '5' }, cause })
  }
}
