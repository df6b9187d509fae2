import { readEnvironment } from './env'
import { createLog } from './log'
import { createTenant } from './tenant'

const log = createLog('info')

// One request must not take the tenant down with it, whatever it left unhandled.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection was not handled'))

try {
  const config = readEnvironment(process.env)
  const tenant = await createTenant(config)
  const port = await tenant.listen()
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
