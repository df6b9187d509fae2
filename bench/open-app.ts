import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSettings } from '@/lib/platform/env'
import { startBank } from '@/scripts/bank'
import { freePort } from '@/tenant/postgres/free-port'

/** The whole bank as `npm start` runs it, on free ports and a database of its own. */
export interface BenchApp {
  app: string
  tenant: string
  password: string
  /** Of the database's owner. */
  ownerUrl: string
  /** Stops everything and removes its folder. Safe to call twice. */
  close(): Promise<void>
}

/** How often the bank asks the tenant for the answer to an approval. */
export const POLL_INTERVAL_SECONDS = 1

/** What the caller's environment may say of a bank is of another one. */
const FOREIGN = /^(AUTH0_|DATABASE_URL|OPENAI_|AGENT_|TENANT_|SHOP_|BROKERAGE_|DATA_DIR|APP_BASE_URL|LISTEN_ADDRESS)/

/** Builds the app where it has changed, and opens it. @param variables more of its settings */
export async function openBenchApp(
  say: (line: string) => void,
  variables: Record<string, string> = {},
): Promise<BenchApp> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-bench-app-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const [app, tenant, shop, brokerage] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const settings = parseSettings({
    APP_BASE_URL: `http://localhost:${app}`,
    TENANT_PORT: String(tenant),
    SHOP_PORT: String(shop),
    BROKERAGE_PORT: String(brokerage),
    DATA_DIR: folder,
    ...variables,
  })
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name))
  const source: NodeJS.ProcessEnv = {
    ...(Object.fromEntries(own) as unknown as NodeJS.ProcessEnv),
    TENANT_POLL_INTERVAL_SECONDS: String(POLL_INTERVAL_SECONDS),
  }
  const output = () => {}
  try {
    const bank = await startBank({ settings, development: false, say, output, source })
    return {
      app: bank.app,
      tenant: bank.tenant ?? '',
      password: bank.demoPassword,
      ownerUrl: bank.database.ownerUrl,
      close: () => bank.stop().finally(remove),
    }
  } catch (error) {
    remove()
    throw error
  }
}
