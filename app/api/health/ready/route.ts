import { isLeaving } from '@/lib/platform/shutdown'
import { databaseIsWell, healthResponse } from '@/lib/soundness/health'

/**
 * 200 while this process can serve the portal, else 503. The tenant is not needed for that, because sessions go on
 * without it. A process that drains or stops gets no more visitors.
 */
export async function GET(): Promise<Response> {
  const database = await databaseIsWell()
  return healthResponse({
    database: database ? 'ok' : 'unavailable',
    ...(isLeaving() && { process: 'unavailable' as const }),
  })
}

export const dynamic = 'force-dynamic'
