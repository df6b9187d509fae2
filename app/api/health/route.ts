import { isSound } from '@/lib/soundness/concerns'
import { businessesHealth, databaseIsWell, healthResponse, tenantIsWell } from '@/lib/soundness/health'

/**
 * 200 once the database takes writes, the tenant answers and no fault is known; else 503 with the parts that are not
 * well. `degraded`: the database answers, but its guards, balances or transfers are wrong, no process drives the approvals,
 * or the shop or the brokerage is away.
 */
export async function GET(): Promise<Response> {
  const [database, tenant, businesses] = await Promise.all([databaseIsWell(), tenantIsWell(), businessesHealth()])
  return healthResponse({
    database: database ? (isSound('schema', 'balances', 'transfers') ? 'ok' : 'degraded') : 'unavailable',
    tenant: tenant ? 'ok' : 'unavailable',
    ...businesses,
    ...(!isSound('approvals') && { approvals: 'degraded' as const }),
  })
}

export const dynamic = 'force-dynamic'
