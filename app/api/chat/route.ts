import { requireCustomer } from '@/lib/auth0/session/session'
import { listChats, parseChatPage } from '@/lib/chats/list-chats'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** A page of the customer's chats, the last used first. */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer()
  const page = parseChatPage(new URL(request.url).searchParams)
  return privateJson(await listChats(customer.id, page))
})
