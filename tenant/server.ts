import { readEnvironment, readMetricsAddress } from './env'
import { createLog } from './log'
import { readAddress } from './store/address'
import { createTenant } from './tenant'

try {
  const config = readEnvironment(process.env)
  const log = createLog(config.logLevel)
  // An unhandled rejection in one request must not end the tenant.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection was not handled'))
  const { dropped } = readAddress(config.databaseUrl)
  if (dropped.length > 0)
    log.warn({ members: dropped }, 'left out of TENANT_DATABASE_URL: Postgres knows no such setting')
  const tenant = await createTenant(config)
  const port = await tenant.listen()
  const at = readMetricsAddress(process.env)
  if (at) await (await import('./process/metrics')).serveTenantMetrics(at)
  log.info({ issuer: config.issuer, port }, 'the tenant is ready')

  let closing = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (closing) return
      closing = true
      await tenant.close()
      process.exit(0)
    })
  }
} catch (error) {
  process.stderr.write(`The tenant does not start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
