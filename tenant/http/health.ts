import type { Sql } from '../store/database'
import { type Middleware, route } from './route'

const PATIENCE_MS = 1_500

/** `GET /healthz`: 200 while the database answers, else 503. */
export function healthRoute(sql: Sql): Middleware {
  return route('GET', /^\/healthz$/, async (ctx) => {
    const well = await answersInTime(sql)
    ctx.status = well ? 200 : 503
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { status: well ? 'ok' : 'unavailable' }
  })
}

async function answersInTime(sql: Sql): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  const answer = sql`SELECT 1`.then(
    () => true,
    () => false,
  )
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer))
}
