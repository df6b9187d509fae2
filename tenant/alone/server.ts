import { createLog } from '../log'
import { Changes } from '../phone/changes'
import { createTenant, type Tenant } from '../tenant'
import { certificateFor } from './authority'
import { readConfigFile } from './config-file'
import { configAlone } from './configs'
import { originsOf, readSettings, tlsFolder } from './settings'

// The tenant alone, as a process: one issuer over plain http and one over TLS, on one database. Started by main.ts.
try {
  const settings = readSettings(process.env)
  const alone = readConfigFile(settings.TENANT_CONFIG)
  const log = createLog(settings.LOG_LEVEL)
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection was not handled'))
  const { plain, tls } = originsOf(settings)
  const changes = new Changes()
  const both = {
    databaseUrl: process.env.TENANT_DATABASE_URL ?? '',
    logLevel: settings.LOG_LEVEL,
    intervalSeconds: settings.TENANT_POLL_INTERVAL_SECONDS,
  }
  const place = { ...both, issuer: `${plain}/`, port: settings.TENANT_PORT }
  const tenants: Tenant[] = [await createTenant(configAlone(alone, place), changes)]
  if (tls) {
    const certified = await certificateFor(settings.TENANT_TLS_HOST, tlsFolder(settings))
    const secure = { ...both, issuer: `${tls}/`, port: settings.TENANT_TLS_PORT, tls: certified }
    tenants.push(await createTenant(configAlone(alone, secure), changes))
  }
  for (const tenant of tenants) await tenant.listen()

  let closing = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (closing) return
      closing = true
      await Promise.all(tenants.map((tenant) => tenant.close()))
      process.exit(0)
    })
  }
} catch (error) {
  process.stderr.write(`The tenant does not start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
