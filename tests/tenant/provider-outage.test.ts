import { afterAll, beforeAll, expect, it } from 'vitest'
import { SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { ask } from './ciba'
import { inDatabase } from './joining'

// The library answers these addresses itself, and calls every failure of its storage a 500. A database that cannot keep
// anything at the moment is no bug: whoever asks is told to ask again.

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())

/** From now on nothing is kept, for the reason of this SQLSTATE. */
const failWith = (state: string) =>
  inDatabase(tenant, (sql) =>
    sql.unsafe(`
      CREATE OR REPLACE FUNCTION tenant.fail() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '${state}'; END $$;
      CREATE OR REPLACE TRIGGER fail BEFORE INSERT OR UPDATE ON tenant.records EXECUTE FUNCTION tenant.fail()`),
  )

const signIn = (accept: string) =>
  fetch(
    new URL(
      `authorize?${new URLSearchParams({
        ...{ client_id: SIGN_IN_CLIENT.id, response_type: 'code', scope: 'openid', state: 'a-state' },
        ...{ redirect_uri: String(SIGN_IN_CLIENT.redirectUris[0]), code_challenge_method: 'S256' },
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      })}`,
      tenant.issuer,
    ),
    { headers: { accept }, redirect: 'manual' },
  )

it.each([
  ['a full disk', '53100', 503],
  ['too many connections', '53300', 503],
  ['a database that only reads', '25006', 503],
  ['a bug', '23514', 500],
])('%s (%s) is answered with %i, to people and to programs', async (_, state, status) => {
  await failWith(state)
  const page = await signIn('text/html')
  expect([page.status, await page.text()]).toEqual([
    status,
    expect.stringContaining(status === 503 ? 'Back in a moment' : 'Something went wrong'),
  ])
  expect((await signIn('application/json')).status).toBe(status)
  const asked = await ask(tenant)
  expect([asked.status, asked.body.error]).toEqual([status, 'server_error'])
})
