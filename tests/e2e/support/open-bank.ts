import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/audit/verify-audit'
import { parseSettings } from '@/lib/env'
import { startBank } from '@/scripts/bank'
import { freePort } from '@/scripts/free-port'
import { opened } from './bank'

const LOGS = 'test-results'

/**
 * Opens a whole bank of its own for one worker: built app, local tenant, database in a temporary folder, free ports.
 * @returns what closes it, and throws if the book or its audit log is not sound then.
 */
export async function openBank(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-e2e-'))
  const [app, tenant] = await Promise.all([freePort(), freePort()])
  const settings = parseSettings({
    APP_BASE_URL: `http://localhost:${app}`,
    TENANT_PORT: String(tenant),
    DATA_DIR: folder,
    // Long enough for a journey to answer on the phone, short enough for one to wait until it runs out.
    APPROVAL_EXPIRY_SECONDS: '25',
  })
  let output = ''
  const bank = await startBank({
    settings,
    development: false,
    say: () => {},
    output: (chunk) => {
      output += chunk
    },
    source: ambient(),
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`)
  })
  const { app: address, tenant: issuer, demoPassword: password, database } = bank
  opened({ app: address, tenant: issuer ?? '', password, database: database.ownerUrl })
  return async () => {
    const { ownerUrl } = bank.database
    const differences = [await verifyLedger(ownerUrl), await verifyAudit(ownerUrl)].flatMap(
      (found) => found.differences,
    )
    await bank.stop()
    mkdirSync(LOGS, { recursive: true })
    writeFileSync(join(LOGS, `bank-${app}.log`), output)
    rmSync(folder, { recursive: true, force: true })
    if (differences.length > 0)
      throw new Error(`After all journeys the book or its audit log is not sound:\n${differences.join('\n')}`)
  }
}

/** The caller's environment without what would point this bank at somebody else's tenant, database or model. */
function ambient(): NodeJS.ProcessEnv {
  const foreign = /^(AUTH0_|DATABASE_URL|OPENAI_|AGENT_|TENANT_|DATA_DIR|APP_BASE_URL)/
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
  // Whoever is told to be the build with crash points is the normal one all the same.
  return { ...own, BAINK_BUILD: 'faults' } as unknown as NodeJS.ProcessEnv
}
