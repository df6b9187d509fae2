import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { POST as freeze } from '@/app/api/asking/freeze/route'
import { GET as read } from '@/app/api/asking/route'
import { POST as thaw } from '@/app/api/asking/thaw/route'
import { signedInAt } from '@/lib/auth0/session/session'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { type FakeTenant, startFakeTenant } from '../support/tenant/fake-tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

const ORIGIN = 'http://localhost:3000'

let bank: SeededBank
let tenant: FakeTenant
beforeAll(async () => {
  bank = await openSeededBank()
  tenant = await startFakeTenant()
  tenant.answers['/oauth/passkeys/check'] = () => ({ passkeys: 0 })
  process.env.AUTH0_DOMAIN = tenant.origin
})
afterAll(async () => {
  await tenant.stop()
  await bank.close()
})
afterEach(async () => {
  vi.mocked(signedInAt).mockResolvedValue(null)
  await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL`
})

const post = (headers: Record<string, string> = {}) => new Request(`${ORIGIN}/api/x`, { method: 'POST', headers })
const codeOf = async (response: Response) => [response.status, (await response.json()).code]

test('a customer freezes, signs in again and thaws', async () => {
  signInAs(bank.alice.id)
  expect(await (await read()).json()).toEqual({
    frozenAt: null,
    recoveredAt: null,
    mayThaw: false,
    askingPaused: false,
  })
  const frozen = await freeze(post())
  expect(frozen.headers.get('cache-control')).toBe('no-store')
  const state = await frozen.json()
  expect(state).toEqual({ frozenAt: expect.any(String), recoveredAt: null, mayThaw: false, askingPaused: false })
  expect(await (await read()).json()).toEqual(state)
  expect(await codeOf(await thaw(post()))).toEqual([403, 'sign_in_again'])
  vi.mocked(signedInAt).mockResolvedValue(new Date(Date.now() + 1_000))
  expect(await (await read()).json()).toEqual({ ...state, mayThaw: true })
  expect(await (await thaw(post())).json()).toEqual({
    frozenAt: null,
    recoveredAt: null,
    mayThaw: false,
    askingPaused: false,
  })
})

test('an old sign-in does not thaw, whoever held the session meanwhile', async () => {
  signInAs(bank.alice.id)
  vi.mocked(signedInAt).mockResolvedValue(new Date(Date.now() - 2_000))
  await freeze(post())
  expect(await codeOf(await thaw(post()))).toEqual([403, 'sign_in_again'])
})

test('one customer freezes nobody else', async () => {
  signInAs(bank.bob.id)
  await freeze(post())
  signInAs(bank.alice.id)
  expect(await (await read()).json()).toMatchObject({ frozenAt: null })
})

test.each([
  ['freezes', freeze],
  ['thaws', thaw],
] as const)('nobody %s from another site, or without a session', async (_, change) => {
  signInAs(bank.alice.id)
  expect(await codeOf(await change(post({ Origin: 'https://evil.example' })))).toEqual([403, 'forbidden_origin'])
  expect(await codeOf(await change(post({ 'Sec-Fetch-Site': 'cross-site' })))).toEqual([403, 'forbidden_origin'])
  signInAs(null)
  expect(await codeOf(await change(post()))).toEqual([401, 'unauthenticated'])
  signInAs(bank.alice.id)
  expect(await (await read()).json()).toMatchObject({ frozenAt: null })
})
