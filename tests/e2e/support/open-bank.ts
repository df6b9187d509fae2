import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { parseSettings } from '@/lib/platform/env'
import { ownAddress } from '@/lib/platform/own-address'
import { startBank } from '@/scripts/bank'
import { freePort } from '@/tenant/postgres/free-port'
import { bundled } from '../../support/programs/bundled'
import { certificateForLocalhost, openTlsFront } from '../../support/tenant/tls-front'
import { opened } from './bank'

const LOGS = 'test-results'

/**
 * Opens a whole bank of its own for one worker: built app, local tenant, database in a temporary folder, free ports.
 * @param behindTls whether a proxy with a certificate of its own making ends TLS in front of app and tenant.
 * @returns what closes it, and throws if the book or its audit log is not sound then.
 */
export async function openBank(behindTls: boolean): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-e2e-'))
  const [app, tenant, shop, brokerage] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const fronts = behindTls ? await openFronts(folder, app, tenant) : null
  const settings = parseSettings({
    APP_BASE_URL: `http://localhost:${app}`,
    TENANT_PORT: String(tenant),
    SHOP_PORT: String(shop),
    BROKERAGE_PORT: String(brokerage),
    ...fronts?.variables,
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
    source: { ...ambient(), ...fronts?.trust },
    program: (name) => [bundled(name)],
  }).catch((error: unknown) => {
    fronts?.close()
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`)
  })
  const { app: address, tenant: issuer, demoPassword: password, database } = bank
  opened({
    app: address,
    own: ownAddress(settings).origin,
    tenant: issuer ?? '',
    password,
    database: database.ownerUrl,
  })
  return async () => {
    const { ownerUrl } = bank.database
    const differences = [await verifyLedger(ownerUrl), await verifyAudit(ownerUrl)].flatMap(
      (found) => found.differences,
    )
    await bank.stop()
    fronts?.close()
    mkdirSync(LOGS, { recursive: true })
    writeFileSync(join(LOGS, `bank-${app}.log`), output)
    rmSync(folder, { recursive: true, force: true })
    if (differences.length > 0)
      throw new Error(`After all journeys the book or its audit log is not sound:\n${differences.join('\n')}`)
  }
}

/** Ends TLS in front of both, and lets the app believe the certificate: it asks the tenant for tokens there. */
async function openFronts(folder: string, appPort: number, tenantPort: number) {
  const certificate = await certificateForLocalhost()
  const trusted = join(folder, 'certificate.pem')
  writeFileSync(trusted, certificate.cert)
  const [app, tenant] = await Promise.all([openTlsFront(certificate), openTlsFront(certificate)])
  app.target = appPort
  tenant.target = tenantPort
  return {
    variables: {
      APP_BASE_URL: app.origin,
      LISTEN_ADDRESS: `http://127.0.0.1:${appPort}`,
      TENANT_BASE_URL: tenant.origin,
      TRUSTED_PROXIES: '1',
    },
    trust: { NODE_EXTRA_CA_CERTS: trusted },
    close: () => {
      app.close()
      tenant.close()
    },
  }
}

/** The caller's environment without what would point this bank at somebody else's tenant, database or model. */
export function ambient(): NodeJS.ProcessEnv {
  const foreign = /^(AUTH0_|DATABASE_URL|OPENAI_|AGENT_|TENANT_|SHOP_|BROKERAGE_|DATA_DIR|APP_BASE_URL|LISTEN_ADDRESS)/
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
  // Whoever is told to be the build with crash points is the normal one all the same.
  return { ...own, BAINK_BUILD: 'faults' } as unknown as NodeJS.ProcessEnv
}
