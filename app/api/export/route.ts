import { requireSession } from '@/lib/auth0/session/session'
import { asFile } from '@/lib/export/as-file'
import { exportEverything } from '@/lib/export/export-everything'
import { answer } from '@/lib/platform/http/answer'
import { limitCustomer } from '@/lib/platform/http/rate-limit'

/** Everything that the bank keeps of the customer's, as a file. It counts as a write, because it is much work. */
export const GET = answer(async (request: Request) => {
  const session = await requireSession(request)
  const { id } = session.customer
  await limitCustomer(id)
  return asFile(id, exportEverything(session), { name: 'baink-export.json', type: 'application/json' })
})
