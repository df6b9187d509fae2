import { requireSession } from '@/lib/auth0/session/session'
import { asFile } from '@/lib/export/as-file'
import { exportList, exportQuery } from '@/lib/export/export-list'
import { answer } from '@/lib/platform/http/answer'
import { limitCustomer } from '@/lib/platform/http/rate-limit'

/** One list of the customer's, whole, as CSV. It counts as a write, because it is much work. */
export const GET = answer(async (request: Request) => {
  const session = await requireSession(request)
  const { id } = session.customer
  await limitCustomer(id)
  const { list } = exportQuery.parse(Object.fromEntries(new URL(request.url).searchParams))
  const type = 'text/csv; charset=utf-8; header=present'
  return asFile(id, exportList(session, list), { name: `baink-${list}.csv`, type })
})
