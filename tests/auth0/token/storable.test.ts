import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { customerOf } from '@/lib/ledger/customer'
import { Problem } from '@/lib/platform/http/problem'
import { isOutOfResources } from '@/lib/platform/out-of-resources'
import { unstorableMember } from '@/lib/platform/text/storable'
import { type AgentBank, expectRefused, openAgentBank, send } from '../../support/agent/agent-bank'
import { portalRoutes } from '../../support/bank/api-routes'
import { signInAs } from '../../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

// U+0000, and half a character: Postgres keeps neither. Whatever comes from outside is refused before it gets there.

const UNSTORABLE = [
  ['U+0000', 'a\0b'],
  ['the first half of a character', 'a\ud83d'],
  ['the second half of a character', '\udcb8b'],
] as const
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

test.each(UNSTORABLE)('a token with %s is none', async (_, text) => {
  for (const claims of [{ sub: text }, { jti: text }, { sub: 'auth0|nobody', jti: text }])
    await expectRefused(agent.bank, () => agent.call({ claims }), UNAUTHENTICATED)
  for (const detail of [
    { creditorName: text },
    { remittanceInformationUnstructured: text },
    { [text]: 1 },
    { debtorAccount: { ...agent.order(), name: text } },
  ])
    await expectRefused(agent.bank, () => agent.call({ detail }), UNAUTHENTICATED)
})

test.each(UNSTORABLE)('a body with %s is refused, and the member named', async (_, text) => {
  const { token, identifier } = agent.goodCall()
  for (const member of ['memo', 'toAccountId', 'amount', 'currency']) {
    const call = () => send(token, identifier, { ...agent.order(), [member]: text })
    const { problem } = await expectRefused(agent.bank, call, { status: 400, code: 'invalid_request' })
    expect(problem.errors).toEqual([expect.objectContaining({ member })])
  }
})

test('no route of the portal breaks on either, in a body, a parameter or an id', async () => {
  signInAs(agent.bank.alice.id)
  const spelt = (path: string, id: string) => path.replace(/\[(\w+)\]/g, id)
  for (const { method, path, parameters, call } of await portalRoutes()) {
    for (const [, text] of UNSTORABLE) {
      const message = { id: randomUUID(), role: 'user', parts: [{ type: 'text', text }] }
      const body = JSON.stringify({ message, memo: text, title: text, accountNumber: text })
      const ask = async (id: string, address: string) => {
        const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() }
        const init = { method, headers, ...(method !== 'GET' && { body }) }
        const response = await call(
          new Request(`http://localhost:3000${address}`, init),
          Object.fromEntries(parameters.map((name) => [name, id])),
        )
        expect(response.status, `${method} ${address}`).not.toBe(500)
        await response.body?.cancel()
      }
      const good = uuidv7()
      await ask(good, `${spelt(path, good)}?q=%00&cursor=%00&limit=%00&before=%00`)
      await ask(text, spelt(path, '%00'))
      // A framework may hand on what the address does not show.
      await ask(text, spelt(path, good))
    }
  }
})

test.each(UNSTORABLE)('a session whose subject holds %s is nobody’s', async (_, text) => {
  await expect(customerOf(text, { name: 'x', email: null })).rejects.toBeInstanceOf(Problem)
  const customer = await customerOf(`auth0|${randomUUID()}`, { name: text, email: text })
  expect(customer.name).not.toBe(text)
})

test('the path of what cannot be kept is told, however deep it is', () => {
  expect(unstorableMember({ a: [{ b: 'fine' }, { b: '\0' }] })).toBe('a.1.b')
  expect(unstorableMember({ 'a\0': 1 })).toBe('a\ufffd')
  expect(unstorableMember('\ud800')).toBe('')
  expect(unstorableMember({ a: '💸', b: null, c: 1, d: [true] })).toBeUndefined()
  expect(unstorableMember(JSON.parse(`${'['.repeat(8_000)}"\\u0000"${']'.repeat(8_000)}`))).toMatch(/^0\.0/)
})

test.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOMEM', 'ENOBUFS', 'EAI_AGAIN', 'ENOSPC'])(
  '%s is the machine’s',
  async (code) => {
    const error = Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' })
    expect(isOutOfResources(new TypeError('fetch failed', { cause: error }))).toBe(true)
    const { isOutage } = await import('@/lib/platform/database/outage')
    expect(isOutage(error)).toBe(true)
    const { asProblem } = await import('@/lib/platform/http/as-problem')
    expect(asProblem(new Error('whatever', { cause: error }))).toMatchObject({ code: 'unavailable', status: 503 })
  },
)
