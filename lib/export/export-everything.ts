import type { PortalSession } from '@/lib/auth0/session/session'
import { readConfirmation } from '@/lib/ledger/confirmation'
import { emailOf } from '@/lib/ledger/customer'
import { LISTS } from './lists'

/**
 * Everything that the bank keeps of a customer's as one JSON document, in pieces.
 * @throws what a list throws: the document then ends early
 */
export async function* exportEverything(session: PortalSession): AsyncGenerator<string> {
  const { id, name } = session.customer
  const customer = { name, email: await emailOf(id) }
  yield `{"exportedAt":${JSON.stringify(new Date())},"customer":${JSON.stringify(customer)}`
  yield `,"confirmation":${JSON.stringify(await readConfirmation(id))}`
  for (const [name, pagesOf] of Object.entries(LISTS)) {
    yield `,"${name}":[`
    let before = ''
    for await (const page of pagesOf(session)) {
      for (const item of page) {
        yield before + JSON.stringify(item)
        before = ','
      }
    }
    yield ']'
  }
  yield '}\n'
}
