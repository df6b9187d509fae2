import { database, withDeadline } from '@/db/client'
import { tenantAnswers } from '@/lib/auth0/tenant-keys'

const RETRY_SECONDS = '5'
/** Anybody may ask, as often as they like; database and tenant are not asked more often than this. */
const FRESH_MS = 500

let last: { askedAt: number; answers: Promise<[boolean, boolean]> } | undefined

/** 200 once the database and the tenant answer, else 503 with what does not. */
export async function GET(): Promise<Response> {
  if (!last || performance.now() - last.askedAt > FRESH_MS) {
    last = { askedAt: performance.now(), answers: Promise.all([databaseAnswers(), tenantAnswers()]) }
  }
  const [db, tenant] = await last.answers
  const ok = db && tenant
  return Response.json(
    { status: ok ? 'ok' : 'unavailable', database: db ? 'ok' : 'unavailable', tenant: tenant ? 'ok' : 'unavailable' },
    { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store', ...(!ok && { 'Retry-After': RETRY_SECONDS }) } },
  )
}

function databaseAnswers(): Promise<boolean> {
  return withDeadline(database().sql`SELECT 1`).then(
    () => true,
    () => false,
  )
}

export const dynamic = 'force-dynamic'
