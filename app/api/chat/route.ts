import { requireCustomer } from '@/lib/auth0/session/session'
import { listChats, parseChatPage } from '@/lib/chats/list-chats'
import { searchChats } from '@/lib/chats/search-chats'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** A page of the customer's chats, the last used first; with `q`, of those that hold its words. */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer()
  const page = parseChatPage(new URL(request.url).searchParams)
  return privateJson(await (page.q.trim() ? searchChats(customer.id, page) : listChats(customer.id, page)))
})
