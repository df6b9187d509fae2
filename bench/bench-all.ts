import { benchAgentRoute } from './agent-route'
import { CLIENT, openTenant } from './agent-tenant'
import { benchApp } from './bench-app'
import { openBenchBank } from './bench-bank'
import { setEnvironment } from './environment'
import type { Extent } from './extent'
import { benchLedger } from './ledger'
import { machine, versions } from './machine'
import { benchStreams } from './streams'
import { benchTokens } from './tokens'
import { findPgbench, Pgbench } from './tpcb'

/** Measures everything on a bank of its own, and removes it. `say` hears of the progress. */
export async function benchAll(extent: Extent, say: (line: string) => void) {
  const bank = await openBenchBank(extent.customers)
  const stop = () => bank.close().finally(() => process.exit(130))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const tenant = await openTenant()
  setEnvironment(bank.url, { origin: tenant.origin, client: CLIENT })
  try {
    const found = findPgbench()
    say(found ? 'filling TPC-B …' : 'pgbench is not installed: no TPC-B')
    const pgbench = found ? await Pgbench.open(found.path, bank, extent.scale) : null
    const about = { machine: machine(), versions: await versions(bank.url, found?.version ?? null) }
    const { ledger, comparisons } = await benchLedger(bank, pgbench, extent, say)
    say('the agent route …')
    const { agentRoute, comparisons: ofAgents } = await benchAgentRoute(bank, tenant, extent)
    const ofTokens = await benchTokens(bank, tenant, extent)
    say('open pages …')
    const streams = await benchStreams(bank, extent.streams, extent.heard)
    return {
      ...about,
      extent,
      ledger,
      agentRoute,
      streams,
      ...(await benchApp(extent, say)),
      comparisons: [...comparisons, ...ofAgents, ...ofTokens],
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    tenant.close()
    await bank.close()
  }
}
