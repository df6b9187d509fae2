import { readHoldings } from '@/lib/auth0/ai/own-shares'
import { requireSession } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** What the signed-in customer holds at the brokerage, at the prices of now. */
export const GET = answer(async () => {
  const { idToken } = await requireSession()
  return privateJson({ holdings: await readHoldings(idToken) })
})
