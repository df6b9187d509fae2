import { parseTradesPage, readTrades } from '@/lib/auth0/ai/own-shares'
import { requireSession } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** A page of the orders of shares that the brokerage has made for the signed-in customer, newest first. */
export const GET = answer(async (request: Request) => {
  const { idToken } = await requireSession()
  const page = parseTradesPage(new URL(request.url).searchParams)
  return privateJson(await readTrades(idToken, page))
})
