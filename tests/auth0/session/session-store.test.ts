import { randomUUID } from 'node:crypto'
import type { SessionData } from '@auth0/nextjs-auth0/types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSessionsByTenant } from '@/lib/auth0/session/end-sessions'
import { sessionStore } from '@/lib/auth0/session/session-store'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

/** As read by another request, which knows nothing of how fresh it is. */
const GONE = { internal: {} } as SessionData

/** Signs a customer in and returns the id that the cookie would hold. */
async function begin(sub = 'auth0|alice', sid: string | null = randomUUID()): Promise<string> {
  const id = randomUUID()
  const internal = { ...(sid !== null && { sid }), createdAt: 1 } as SessionData['internal']
  const tokenSet = {
    accessToken: 'an-access-token',
    refreshToken: 'a-refresh-token',
    idToken: 'an-id-token',
    expiresAt: 9,
  }
  await sessionStore.set(id, { user: { sub, name: 'Name' }, tokenSet, internal })
  return id
}

const alive = async (ids: string[]) =>
  (await Promise.all(ids.map((id) => sessionStore.get(id)))).map((found) => found !== null)

test('a session comes back as it began, without the tokens that nobody needs', async () => {
  const found = await sessionStore.get(await begin('auth0|alice', 'one'))
  expect(found?.user).toEqual({ sub: 'auth0|alice', name: 'Name' })
  expect(found?.internal.sid).toBe('one')
  expect(found?.tokenSet).toEqual({ accessToken: '', expiresAt: 0, idToken: 'an-id-token' })
  expect(found?.rowId).toMatch(/^[0-9a-f-]{36}$/)
})

test('neither the cookie’s id nor a token is in the table, and no row’s data opens in another row', async () => {
  const [alice, bob] = [await begin('auth0|alice'), await begin('auth0|bob')]
  const [{ text = '' } = {}] = await bank.sql`SELECT string_agg(sessions::text, '') AS text FROM sessions`
  for (const secret of [alice, bob, 'an-id-token', 'an-access-token', 'a-refresh-token', 'Name'])
    expect(text).not.toContain(secret)
  await bank.sql`
    UPDATE sessions SET sealed_data = (SELECT sealed_data FROM sessions WHERE customer_id = ${bank.alice.id} LIMIT 1)
    WHERE customer_id = ${bank.bob.id}`
  expect(await sessionStore.get(bob)).toBeNull()
  expect(await alive([alice])).toEqual([true])
})

test('what has ended is never brought back by a request that was still on its way', async () => {
  const id = await begin()
  expect(await sessionStore.update?.(id, GONE)).toBe(true)
  await sessionStore.delete(id)
  expect(await sessionStore.update?.(id, GONE)).toBe(false)
  expect(await sessionStore.get(id)).toBeNull()
})

test('being used is written once a minute, not once a request', async () => {
  const id = await begin('auth0|bob')
  const seen = async () =>
    (
      await bank.sql`SELECT xmin::text AS version FROM sessions WHERE customer_id = ${bank.bob.id} ORDER BY created_at DESC LIMIT 1`
    )[0]?.version
  const before = await seen()
  for (let request = 0; request < 3; request++) await sessionStore.update?.(id, GONE)
  expect(await seen()).toBe(before)
  await bank.sql`UPDATE sessions SET last_seen_at = now() - interval '2 minutes'`
  const aged = await seen()
  await sessionStore.update?.(id, GONE)
  expect(await seen()).not.toBe(aged)
})

test('the tenant’s log-out ends the sign-in it names, or all of the customer, and only with both where both stand', async () => {
  const ids = [
    await begin('auth0|alice', 'a1'),
    await begin('auth0|alice', 'a2'),
    await begin('auth0|bob', 'b1'),
    await begin('auth0|bob', null),
  ]
  await endSessionsByTenant({})
  await endSessionsByTenant({ sid: 'a1', sub: 'auth0|bob' })
  await endSessionsByTenant({ sid: 'nobody' })
  await endSessionsByTenant({ sub: 'auth0|nobody' })
  expect(await alive(ids)).toEqual([true, true, true, true])
  await endSessionsByTenant({ sid: 'a1', sub: 'auth0|alice' })
  expect(await alive(ids)).toEqual([false, true, true, true])
  await endSessionsByTenant({ sid: 'b1' })
  expect(await alive(ids)).toEqual([false, true, false, true])
  await endSessionsByTenant({ sub: 'auth0|alice' })
  expect(await alive(ids)).toEqual([false, false, false, true])
})

test('old rows are swept when somebody signs in, and nobody has any number of sessions', async () => {
  await bank.sql`DELETE FROM sessions`
  const first = await begin()
  await bank.sql`
    INSERT INTO sessions (id, cookie_hash, customer_id, device, sealed_data, last_seen_at, expires_at)
    SELECT gen_random_uuid(), n::text, ${bank.alice.id}, 'Test', '', now() + n * interval '1 ms', now() + interval '1 hour'
    FROM generate_series(1, 199) n`
  await bank.sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE cookie_hash = '7'`
  const last = await begin()
  const [{ rows = 0 } = {}] = await bank.sql`SELECT count(*)::int AS rows FROM sessions`
  expect(rows).toBeLessThanOrEqual(200)
  expect(await alive([first, last])).toEqual([false, true])
  expect(await bank.sql`SELECT 1 FROM sessions WHERE cookie_hash = '7'`).toHaveLength(0)
})

test('under another secret no session opens, unless the one before is still known', async () => {
  const id = await begin()
  const { env } = await import('@/lib/platform/env')
  const secret = env().AUTH0_SECRET
  env().AUTH0_SECRET = 'another-secret-another-secret-another'
  expect(await sessionStore.get(id)).toBeNull()
  env().AUTH0_OTHER_SECRETS = [secret]
  expect(await alive([id])).toEqual([true])
  env().AUTH0_OTHER_SECRETS = undefined
  env().AUTH0_SECRET = secret
  expect(await alive([id])).toEqual([true])
})
