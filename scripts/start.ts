import nextEnv from '@next/env'
import { parseSettings, type Settings } from '@/lib/platform/env'
import { onStopRequest } from '@/tenant/process/on-stop-request'
import { type Bank, startBank } from './bank'
import { showOutput } from './show-output'

const development = process.argv.includes('--dev')
let stopping = false

// A .env file is read as Next reads it; the shell's settings win.
nextEnv.loadEnvConfig(process.cwd(), development, { info: () => {}, error: console.error })
try {
  await run(parseSettings(process.env))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run(settings: Settings): Promise<void> {
  const begun = Date.now()
  const output = showOutput(process.stdout, process.stderr)
  const starting = startBank({ settings, development, say: (line) => console.log(line), output })
  onStopRequest(async () => {
    if (stopping) return
    stopping = true
    console.log('\nStopping …')
    // While parts are still starting, nothing complete can be stopped; their lifelines end them with this process.
    const bank = await Promise.race([
      starting.catch(() => null),
      new Promise<null>((done) => setTimeout(done, 2_000, null)),
    ])
    await bank?.stop()
    process.exit(0)
  })
  const bank = await starting
  if (stopping) return
  greet(bank, settings, (Date.now() - begun) / 1000)
  const part = await bank.failed
  if (stopping) return
  await bank.stop()
  throw new Error(`The ${part} has ended by itself: see its output above.`)
}

function greet(bank: Bank, settings: Settings, seconds: number): void {
  const signIn = `
  Sign in as alice@example.com or bob@example.com
  Password: ${bank.demoPassword}
`
  console.log(`
The bAInk is open (ready in ${seconds.toFixed(1)} s).

  App     ${bank.app}
  Tenant  ${bank.tenant ?? settings.AUTH0_DOMAIN}
  Phone   ${bank.tenant ? `${bank.tenant}/phone` : "your tenant's Guardian app"}
${bank.shop ? `  Shop    ${bank.shop}\n` : ''}${bank.brokerage ? `  Shares  ${bank.brokerage}\n` : ''}${metricsLine(settings)}${bank.tenant ? signIn : ''}
Ctrl-C stops it.`)
}

function metricsLine({ METRICS_HOST, ...settings }: Settings): string {
  const { METRICS_PORT, TENANT_METRICS_PORT, SHOP_METRICS_PORT, BROKERAGE_METRICS_PORT } = settings
  const host = METRICS_HOST.includes(':') ? `[${METRICS_HOST}]` : METRICS_HOST
  return [METRICS_PORT, TENANT_METRICS_PORT, SHOP_METRICS_PORT, BROKERAGE_METRICS_PORT]
    .filter((port) => port !== undefined)
    .map((port) => `  Metrics http://${host}:${port}/metrics\n`)
    .join('')
}
