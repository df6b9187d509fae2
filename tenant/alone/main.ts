import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { keepEmbeddedPostgres } from '../postgres/kept-server'
import { type Supervised, supervise } from '../postgres/supervise'
import { onStopRequest } from '../process/on-stop-request'
import { Parts } from '../process/parts'
import { requireFreePort } from '../process/ports'
import { certificateFor } from './authority'
import { readConfigFile } from './config-file'
import { databasePasswordIn } from './database-password'
import { type AloneSettings, originsOf, readSettings, tlsFolder } from './settings'

// Starts the local tenant alone, on a Postgres of its own. Run by bin.js, which makes TypeScript readable.

const DATABASE = 'tenant'
/** Node 20 is what its tests run on. */
const NOISE = /^oidc-provider WARNING: Unsupported runtime\./
const READY_MS_MAX = 60_000
/** How long a tenant on the same ports may take to stop after its npm was killed. */
const PATIENCE_MS = 5_000

const parts = new Parts()
let stopping = false

// What is set already stays as it is.
for (const file of ['.env.local', '.env']) if (existsSync(file)) loadEnvFile(file)
try {
  await run(readSettings(process.env))
} catch (error) {
  if (!stopping) {
    await parts.stop()
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
}

async function run(settings: AloneSettings): Promise<void> {
  const { users } = readConfigFile(settings.TENANT_CONFIG)
  const { plain, tls } = originsOf(settings)
  await requireFreePort(settings.TENANT_PORT, needOf('TENANT_PORT'))
  if (tls) await requireFreePort(settings.TENANT_TLS_PORT, needOf('TENANT_TLS_PORT'))
  onStopRequest(async () => {
    if (stopping) return
    stopping = true
    say('\nStopping …')
    await parts.stop()
    process.exit(0)
  })
  const certified = tls && (await certificateFor(settings.TENANT_TLS_HOST, tlsFolder(settings)))
  await ready(plain, startTenant(await openDatabase(settings)))
  if (stopping) return
  say(`
The tenant serves ${resolve(settings.TENANT_CONFIG)}

  Tenant  ${plain}/${tls ? `\n          ${tls}/` : ''}
  Phone   ${plain}/phone
  Users   ${users.map(({ email }) => email).join(', ')}
${certified ? `\n  For its certificate:  export NODE_EXTRA_CA_CERTS=${resolve(certified.authorityFile)}\n` : ''}
Ctrl-C stops it.`)
  const part = await parts.firstEnded()
  if (!stopping) throw new Error(`The ${part} has ended by itself: see its output above.`)
}

function needOf(variable: string) {
  return { purpose: 'the tenant', remedy: `set ${variable}`, patienceMs: PATIENCE_MS }
}

/**
 * Opens the tenant's own database, and makes it where it is missing.
 * @returns its address
 */
async function openDatabase({ DATA_DIR }: AloneSettings): Promise<string> {
  const folder = join(DATA_DIR, 'tenant-alone')
  const server = parts.keep(
    'database',
    await keepEmbeddedPostgres(join(folder, 'postgres'), databasePasswordIn(folder), say),
  )
  const sql = postgres(server.adminUrl, { max: 1, fetch_types: false, onnotice: () => {} })
  try {
    const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`
    if (!found) await sql.unsafe(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await sql.end()
  }
  return new URL(`/${DATABASE}`, server.adminUrl).href
}

function startTenant(databaseUrl: string): Supervised {
  const tenant = supervise({
    command: process.execPath,
    // By addresses: the folder that this is run in need not have tsx.
    args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('server.ts', import.meta.url))],
    env: { ...process.env, TENANT_DATABASE_URL: databaseUrl },
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 5 },
    output: (lines, stream) => {
      const told = lines.split('\n').filter((line) => !NOISE.test(line))
      if (told.some(Boolean)) process[stream].write(told.join('\n'))
    },
  })
  return parts.keep('tenant', tenant)
}

async function ready(origin: string, { exited }: Supervised): Promise<void> {
  let ended = false
  exited.then(() => {
    ended = true
  })
  const deadline = Date.now() + READY_MS_MAX
  while (!ended && Date.now() < deadline) {
    const response = await fetch(`${origin}/.well-known/openid-configuration`).catch(() => null)
    if (response?.ok) return
    await sleep(100)
  }
  throw new Error(`The tenant ${ended ? 'ended while starting' : 'did not get ready'}: see its output above.`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
