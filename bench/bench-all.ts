import { benchAgentRoute } from './agent-route'
import { CLIENT, openTenant } from './agent-tenant'
import { benchApp } from './bench-app'
import { openBenchBank } from './bench-bank'
import type { Extent } from './extent'
import { benchLedger } from './ledger'
import { machine, versions } from './machine'
import { benchTokens } from './tokens'
import { findPgbench, Pgbench } from './tpcb'

const UNUSED = 'not-used-by-this-benchmark-at-all-----'
/** Nothing here may meet a limit. */
const LIMITS = {
  TRANSFER_LIMIT: '1000000000.00',
  DAILY_LIMIT: '1000000000.00',
  RATE_LIMIT_PER_MINUTE: '1000000000',
  LOG_LEVEL: 'warn',
}

/** Measures everything on a bank of its own, and removes it. `say` hears of the progress. */
export async function benchAll(extent: Extent, say: (line: string) => void) {
  const bank = await openBenchBank(extent.customers)
  const stop = () => bank.close().finally(() => process.exit(130))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const tenant = await openTenant()
  Object.assign(process.env, LIMITS, { SHOP_PORT: '0', BROKERAGE_PORT: '0', DATABASE_URL: bank.url })
  Object.assign(process.env, { AUTH0_DOMAIN: tenant.origin, AUTH0_CLIENT_ID: CLIENT })
  Object.assign(process.env, { AUTH0_CLIENT_SECRET: UNUSED, AUTH0_SECRET: UNUSED })
  try {
    const found = findPgbench()
    say(found ? 'filling TPC-B …' : 'pgbench is not installed: no TPC-B')
    const pgbench = found ? await Pgbench.open(found.path, bank, extent.scale) : null
    const about = { machine: machine(), versions: await versions(bank.url, found?.version ?? null) }
    const { ledger, comparisons } = await benchLedger(bank, pgbench, extent, say)
    say('the agent route …')
    const { agentRoute, comparisons: ofAgents } = await benchAgentRoute(bank, tenant, extent)
    const ofTokens = await benchTokens(bank, tenant, extent)
    return {
      ...about,
      extent,
      ledger,
      agentRoute,
      ...(await benchApp(extent, say)),
      comparisons: [...comparisons, ...ofAgents, ...ofTokens],
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    tenant.close()
    await bank.close()
  }
}
