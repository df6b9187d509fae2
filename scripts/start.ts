import nextEnv from '@next/env'
import { parseSettings, type Settings } from '@/lib/env'
import { type Bank, startBank } from './bank'

const PARENT_CHECK_MS = 300

const development = process.argv.includes('--dev')
let stopping = false

// A .env file counts as it does for Next itself; what is set in the shell counts more.
nextEnv.loadEnvConfig(process.cwd(), development, { info: () => {}, error: console.error })
try {
  await run(parseSettings(process.env))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run(settings: Settings): Promise<void> {
  const begun = Date.now()
  const starting = startBank({ settings, development, say: (line) => console.log(line), output: 'inherit' })
  onRequest(async () => {
    if (stopping) return
    stopping = true
    console.log('\nStopping …')
    // While parts are still starting there is nothing whole to stop yet; their lifelines end them with this process.
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

/** Ctrl-C, SIGTERM, a closed terminal; and npm killed over our heads, which reaches us only as a new parent. */
function onRequest(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, PARENT_CHECK_MS).unref()
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
${bank.tenant ? signIn : ''}
Ctrl-C stops it.`)
}
