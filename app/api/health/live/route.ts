import { env } from '@/lib/platform/env'

/**
 * 200 while this process answers. `instance` is the name that the start gave this process, which tells the start that
 * it has reached the right one.
 */
export function GET(): Response {
  const { BANK_INSTANCE: instance } = env()
  return Response.json({ status: 'ok', instance }, { headers: { 'Cache-Control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
