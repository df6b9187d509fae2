import { log } from '@/lib/platform/log'
import { readConfig, type ServiceConfig } from './config'
import type { Server } from './server'

/** Runs a business as a process of its own until it is told to stop. A start that fails says why in one line. */
export async function run(open: (config: ServiceConfig) => Promise<Server>): Promise<void> {
  try {
    process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection was not handled'))
    const business = await open(readConfig(process.env))
    await business.listen()
    let closing = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, async () => {
        if (closing) return
        closing = true
        await business.close()
        process.exit(0)
      })
    }
  } catch (error) {
    process.stderr.write(`${process.env.BAINK_PROCESS}: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
