import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { answerRating, rateAnswer } from '@/lib/chats/rate-answer'
import { answer } from '@/lib/platform/http/answer'
import { readJson } from '@/lib/platform/http/read-json'

interface Context {
  params: Promise<{ chatId: string; messageId: string }>
}

/** Keeps what the customer thinks of an answer of Aiya's. */
export const PUT = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const { rating } = answerRating.parse(await readJson(request))
  await rateAnswer(customer.id, await params, rating)
  return new Response(null, { status: 204 })
})

/** Removes it. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  await rateAnswer(customer.id, await params, null)
  return new Response(null, { status: 204 })
})
