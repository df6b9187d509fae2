import { requireCustomer } from '@/lib/auth0/session'
import { listChats } from '@/lib/chats/chat'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ chats: await listChats(customer.id) })
})
