import { database, withDeadline } from '@/db/client'
import { tenantAnswers } from '@/lib/auth0/tenant-keys'

/** 200 once the database and the tenant answer, else 503 with what does not. */
export async function GET(): Promise<Response> {
  const [db, tenant] = await Promise.all([databaseAnswers(), tenantAnswers()])
  const ok = db && tenant
  return Response.json(
    { status: ok ? 'ok' : 'unavailable', database: db ? 'ok' : 'unavailable', tenant: tenant ? 'ok' : 'unavailable' },
    { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } },
  )
}

function databaseAnswers(): Promise<boolean> {
  return withDeadline(database().sql`SELECT 1`).then(
    () => true,
    () => false,
  )
}

export const dynamic = 'force-dynamic'
