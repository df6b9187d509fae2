import { stopping } from '@/lib/platform/shutdown'
import { databaseIsWell, healthResponse } from '@/lib/soundness/health'

/**
 * 200 while this process can serve the portal, else 503. The tenant is not needed for that, because sessions go on
 * without it. A process that is stopping gets no more visitors.
 */
export async function GET(): Promise<Response> {
  const database = await databaseIsWell()
  return healthResponse({
    database: database ? 'ok' : 'unavailable',
    ...(stopping().aborted && { process: 'unavailable' as const }),
  })
}

export const dynamic = 'force-dynamic'
