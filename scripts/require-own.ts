import { z } from 'zod'

const ANSWER_MS_MAX = 10_000
const live = z.object({ instance: z.string() })

/**
 * Makes sure that APP_BASE_URL leads to this very app, because approved transfers are sent there.
 * @param instance the name that the app was started with
 * @throws Error in one line if another program answers there
 */
export async function requireOwn(origin: string, instance: string): Promise<void> {
  const answer = await fetch(`${origin}/api/health/live`, {
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: 'error',
  })
    .then((response) => response.json())
    .catch(() => null)
  if (live.safeParse(answer).data?.instance === instance) return
  throw new Error(`What answers at ${origin} is not this bank, which must reach itself there: change LISTEN_ADDRESS.`)
}
