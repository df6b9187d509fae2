import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { unseal } from '@/lib/auth0/ai/seal'
import { saveMessage } from '@/lib/chats/chat'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { approvalsOf, untilEnded } from '../support/bank/approvals'
import { say } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { ALICE, APP_CLIENT } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

const written = vi.hoisted((): string[] => [])
// The app's own log, with its own redaction, written to where the test can read it, at its most talkative.
vi.mock('pino', async (original) => {
  const { default: pino } = await original<typeof import('pino')>()
  return {
    default: (options: import('pino').LoggerOptions) =>
      pino({ ...options, level: 'trace' }, { write: (line: string) => written.push(line) }),
  }
})

let live: LiveBank
beforeAll(async () => {
  process.env.LOG_LEVEL = 'trace'
  live = await openLiveBank()
  signInAs(live.bank.alice.id, ALICE)
})
afterAll(() => live.close())

/** Everything that the bank's database holds, as text. */
async function databaseText(): Promise<string> {
  const tables = await live.bank.sql`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`
  const texts = await Promise.all(
    tables.map(({ tablename }) => live.bank.sql`SELECT row_to_json(t)::text AS row FROM ${live.bank.sql(tablename)} t`),
  )
  return texts
    .flat()
    .map(({ row }) => row)
    .join('\n')
}

const presenting = (token: string | undefined) =>
  new Request(`${live.app.origin}/api/agent/transfers`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })

test('no token, handle or secret is in the stream, in the database or in the log', async () => {
  const tokens: string[] = []
  let attempts = 0
  // The first answer is lost: what is logged then must not name the token either.
  live.app.handler = async (request) => {
    tokens.push(request.headers.get('authorization')?.slice('Bearer '.length) ?? '')
    attempts += 1
    return attempts === 1 ? null : agentTransfer(request)
  }
  const chat = uuidv7()
  const streamed = await (await say(chat, 'move $25 from checking to savings for violets')).text()
  const onPhone = await live.phone.waitForRequest('violets')
  await vi.waitUntil(async () => (await approvalsOf(live.bank.alice.id))[0]?.status === 'pending', 20_000)
  const [row] = await live.bank.sql`SELECT sealed_auth_req_id AS sealed FROM approvals`
  const authReqId = await unseal(row?.sealed)
  const whilePending = await databaseText()
  await live.phone.approve(onPhone.id)
  expect(streamed).toContain('"pending"')
  expect(await untilEnded(live.bank.alice.id, 'violets')).toMatchObject({ status: 'posted' })

  expect((await agentTransfer(presenting(`${tokens[0]}x`))).status).toBe(401)
  // The same token where it is for another API: its claims are read then, and must not be written down.
  const audience = env().AGENT_API_AUDIENCE
  env().AGENT_API_AUDIENCE = 'https://other.example/'
  expect((await agentTransfer(presenting(tokens[0]))).status).toBe(401)
  env().AGENT_API_AUDIENCE = audience

  const places = { streamed, whilePending, afterwards: await databaseText(), log: written.join('\n') }
  expect(authReqId.length).toBeGreaterThan(20)
  expect(tokens).toHaveLength(2)
  const [header = '', payload = '', signature = ''] = (tokens[0] ?? '').split('.')
  expect([header.length, payload.length, signature.length].every((length) => length > 20)).toBe(true)
  const secrets = { token: tokens[0] ?? '', payload, signature, authReqId, clientSecret: APP_CLIENT.secret }
  for (const [place, text] of Object.entries(places)) {
    expect([place, text.length > 200]).toEqual([place, true])
    for (const [name, secret] of Object.entries(secrets)) {
      expect([place, name, text.includes(secret)]).toEqual([place, name, false])
    }
  }
  expect(places.log).not.toContain(process.env.AUTH0_SECRET)
  expect(places.afterwards).not.toContain(row?.sealed)
})

test('the log says why, not what customers write', async () => {
  const unsaved = saveMessage(uuidv7(), { id: 'm', role: 'user', parts: [{ type: 'text', text: 'my violets' }] })
  const error: unknown = await unsaved.catch((failed: unknown) => failed)
  expect(String(error)).toContain('my violets')
  log.error({ err: error }, 'could not save')
  const lines = written.join('\n')
  for (const said of ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'other side closed', '23503', '    at ']) {
    expect(lines).toContain(said)
  }
  expect(lines).not.toMatch(/violets|Alice Example|alice@example\.com|authorization_details/)
})
