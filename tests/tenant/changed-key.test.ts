import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeSigningKey } from '@/tenant/store/secrets'
import { APP_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { connect } from './agents'
import { postForm } from './ciba'
import { inDatabase } from './joining'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())

const published = async () =>
  (await (await fetch(new URL('/.well-known/jwks.json', tenant.issuer))).json()) as JSONWebKeySet
const kidsIn = ({ keys }: JSONWebKeySet) => keys.map(({ kid }) => kid)
const token = async () => (await connect(tenant)).access_token
const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid
const isGood = (jwt: string, keys: JSONWebKeySet) =>
  jwtVerify(jwt, createLocalJWKSet(keys)).then(
    () => true,
    () => false,
  )

/** Changes the key as `npm run rotate -- tenant-key` does, and starts the tenant again. */
async function change(): Promise<boolean> {
  const changed = await inDatabase(tenant, (sql) => sql.begin((tx) => changeSigningKey(tx)))
  await tenant.restart()
  return changed
}

it('publishes each key before it signs with it, and keeps what the former ones have signed good', async () => {
  const first = await token()
  expect(kidsIn(await published())).toEqual([kidOf(first)])

  expect(await change()).toBe(false)
  const ahead = await published()
  expect(ahead.keys).toHaveLength(2)
  expect(kidOf(await token())).toBe(kidOf(first))

  expect(await change()).toBe(true)
  const second = await token()
  expect(kidOf(second)).toBe(kidsIn(ahead)[1])
  // Whoever has not read the keys since knows it, and whoever has still takes the first.
  expect([await isGood(second, ahead), await isGood(first, await published())]).toEqual([true, true])
  const form = { client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret }
  expect((await postForm(tenant, 'oauth/grants', new URLSearchParams({ ...form, sub: 'auth0|alice' }))).status).toBe(
    200,
  )
  const me = await fetch(new URL('/userinfo', tenant.issuer), { headers: { Authorization: `Bearer ${first}` } })
  expect(me.status).toBe(
    (await fetch(new URL('/userinfo', tenant.issuer), { headers: { Authorization: `Bearer ${second}` } })).status,
  )

  for (let times = 0; times < 3; times++) await change()
  expect((await published()).keys).toHaveLength(4)
  expect(await isGood(first, await published())).toBe(false)
})
