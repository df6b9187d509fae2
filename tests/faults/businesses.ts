import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { businessAccountId, businessCustomer } from '@/db/seed'
import { BUSINESSES, type BusinessName } from '@/scripts/businesses'
import { readBusinessSecrets } from '@/scripts/secrets'
import { freePort } from '@/tenant/postgres/free-port'
import { bundled } from '../support/programs/bundled'
import type { BankPostgres } from './bank-postgres'
import { Part } from './part'

const READY_MS_MAX = 60_000
const LOOK_MS = 500

/** Where the businesses are found, and what each signs in to the tenant as. */
export interface BusinessPlaces {
  /** What tenant and app are told. */
  variables: Record<string, string>
  ports: Record<BusinessName, number>
}

/** Chooses a port for each business, and reads the secrets of the data folder. */
export async function placeBusinesses(folder: string): Promise<BusinessPlaces> {
  const ports = { shop: await freePort(), brokerage: await freePort() }
  const secrets = readBusinessSecrets(folder)
  const variables = Object.fromEntries(
    BUSINESSES.flatMap((name) => [
      [`${name.toUpperCase()}_PORT`, String(ports[name])],
      [`${name.toUpperCase()}_CLIENT_ID`, clientIdOf(name)],
      [`${name.toUpperCase()}_CLIENT_SECRET`, secrets[name]],
    ]),
  )
  return { variables, ports }
}

const clientIdOf = (name: BusinessName) => `baink-${name}`

interface Bank {
  app: string
  issuer: string
  folder: string
  businesses: BusinessPlaces
}

/** A business, whose way to the bank is the customers' own. */
export async function startBusiness(
  name: BusinessName,
  { app, issuer, folder, businesses }: Bank,
  database: Pick<BankPostgres, 'linkFor'>,
): Promise<Part> {
  const { url } = await database.linkFor(name)
  const { PATH, HOME } = process.env
  const env = {
    ...{ PATH, HOME, NODE_ENV: 'production' as const, BAINK_PROCESS: name, LOG_LEVEL: 'warn' },
    BAINK_BUILD: 'faults',
    BAINK_CRASH_FILE: join(folder, `crash-${name}`),
    SERVICE_URL: `http://localhost:${businesses.ports[name]}`,
    AUTH0_DOMAIN: issuer,
    AUTH0_CLIENT_ID: clientIdOf(name),
    AUTH0_CLIENT_SECRET: readBusinessSecrets(folder)[name],
    BANK_URL: app,
    AGENT_API_AUDIENCE: `${app}/api/agent/transfers`,
    BANK_ACCOUNT_ID: businessAccountId(businessCustomer(name)),
    RATE_LIMIT_PER_MINUTE: '1000000',
  }
  const start = () => ({ command: process.execPath, args: [bundled(name)], env: { ...env, DATABASE_URL: url.href } })
  const part = new Part(name, start, true)
  part.run()
  return part
}

/** Waits until a business that was started answers. */
export async function untilOpen(part: Part, port: number): Promise<void> {
  const deadline = performance.now() + READY_MS_MAX
  while (!(await fetch(`http://localhost:${port}/api/health/live`).catch(() => null))?.ok) {
    if (performance.now() > deadline) throw new Error(`the ${part.name} did not get ready:\n${part.words}`)
    await sleep(LOOK_MS)
  }
}
