import { expect, test } from 'vitest'
import { type Answer, answerFrom, wrongAmong } from './answers'
import { ANSWER_MS_MAX } from './orders'

const noted = async (send: () => Promise<Response>): Promise<Answer[]> => {
  const answers: Answer[] = []
  await answerFrom(answers, 'accounts', send).catch(() => {})
  return answers
}
const answered = (status: number, headers: Record<string, string> = {}) =>
  noted(async () => new Response(null, { status, headers }))

test('an answer may say done, refused, or in doubt with the time to ask again', async () => {
  for (const status of [200, 201, 204, 401, 404, 422, 429]) expect(wrongAmong(await answered(status))).toEqual([])
  expect(wrongAmong(await answered(503, { 'Retry-After': '5' }))).toEqual([])
  expect(wrongAmong(await noted(() => Promise.reject(new TypeError('fetch failed'))))).toEqual([])
})

test('any other answer breaks a promise and is reported', async () => {
  expect(wrongAmong(await answered(503))).toEqual(['accounts was answered 503 without Retry-After'])
  expect(wrongAmong(await answered(500))).toEqual(['accounts was answered 500'])
  expect(wrongAmong([{ route: 'chat', outcome: '200', ms: ANSWER_MS_MAX }])).toEqual(['chat had no answer in 30000 ms'])
})
