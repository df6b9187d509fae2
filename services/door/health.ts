import type { ServiceConfig } from './config'
import type { Route } from './server'
import { type Store, storeIsWell } from './store'

const BANK_MS_MAX = 2_000

/**
 * `GET /api/health`: 200 once the database answers and the bank is there, else 503 with what is not. `GET
 * /api/health/live`: 200 while the process answers.
 */
export function healthRoutes({ bank }: ServiceConfig, sql: Store): Route[] {
  return [
    { method: 'GET', path: /^\/api\/health\/live$/, handle: async () => Response.json({ status: 'ok' }) },
    {
      method: 'GET',
      path: /^\/api\/health$/,
      async handle() {
        const [database, there] = await Promise.all([storeIsWell(sql), answers(`${bank}/api/health/live`)])
        const parts = { database: inWord(database), bank: inWord(there) }
        const well = database && there
        return Response.json({ status: inWord(well), ...parts }, { status: well ? 200 : 503 })
      },
    },
  ]
}

const inWord = (well: boolean) => (well ? 'ok' : 'unavailable')

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(BANK_MS_MAX), redirect: 'error' }).then(
    ({ ok }) => ok,
    () => false,
  )
}
