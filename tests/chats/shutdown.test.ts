import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { beginShutdown, FINISH_MS_MAX } from '@/lib/platform/shutdown'
import { type OpenAiDouble, openAiDouble } from '../ai/openai-double'
import { chunksOf, historyOf, say } from '../support/bank/chat'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
let model: OpenAiDouble
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  signInAs(bank.alice.id)
  model = await openAiDouble([
    (response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '50' })
      response.end(JSON.stringify({ error: { message: 'slow down', type: 'rate_limit', param: null, code: null } }))
    },
  ])
  env().OPENAI_BASE_URL = model.url
})
afterAll(async () => {
  env().OPENAI_BASE_URL = undefined
  await model.close()
  await bank.close()
})

test('an answer that waits to ask its model again ends with the process’s grace, and says that it broke off', async () => {
  const chat = uuidv7()
  const answering = say(chat, 'hello').then(chunksOf)
  await vi.waitUntil(() => model.seen.length === 1, 20_000)
  beginShutdown()
  const late = new Promise((_, reject) => setTimeout(reject, FINISH_MS_MAX + 4_000, new Error('it still waits')))
  expect((await Promise.race([answering, late])) as unknown[]).toContainEqual({
    type: 'message-metadata',
    messageMetadata: { ending: 'error' },
  })
  expect((await historyOf(chat)).at(-1)).toMatchObject({ role: 'assistant', metadata: { ending: 'error' } })
  expect(model.seen).toHaveLength(1)
})
