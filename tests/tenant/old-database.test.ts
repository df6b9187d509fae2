import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { phoneRobot } from '../support/phone/phone'
import { ALICE, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, transferDetail } from './ciba'
import { inDatabase } from './joining'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())

it('goes on with a database from before devices: customers have none, and old answers are history', async () => {
  const id = randomUUID()
  await inDatabase(tenant, async (sql) => {
    // The tables that refer to others come first, as they do in every statement of the tenant, whose sweep goes on.
    await sql.unsafe(`
      LOCK TABLE tenant.code_keys, tenant.device_requests, tenant.device_tickets, tenant.device_challenges, tenant.phone_sessions,
        tenant.approvals, tenant.devices, tenant.users;
      ALTER TABLE tenant.approvals DROP COLUMN displayed, DROP COLUMN displayed_hash, DROP COLUMN answer_jws,
        DROP COLUMN device_id, DROP COLUMN reason_code, DROP COLUMN reason_text, DROP COLUMN creditor_id,
        DROP COLUMN client_id, DROP COLUMN passkey_id, DROP COLUMN code_text, DROP COLUMN code_tries, DROP COLUMN answer_code,
        DROP COLUMN code_key_id;
      DROP TABLE tenant.schema_versions;
      ALTER TABLE tenant.phone_sessions DROP COLUMN device_id;
      ALTER TABLE tenant.users DROP COLUMN device_count, DROP COLUMN recovered_at;
      DROP TABLE tenant.code_keys, tenant.push_subscriptions, tenant.recovery_codes, tenant.passkeys, tenant.device_requests, tenant.device_tickets, tenant.device_challenges, tenant.devices`)
    const detail = JSON.stringify(transferDetail({ creditorAccount: { id, name: 'Checking', mask: '••1111' } }))
    await sql`
      INSERT INTO tenant.approvals (auth_req_id, sub, asked_by, binding_message, details, expires_at, decision, decided_at)
      VALUES ('old', ${ALICE}, 'Aiya', 'old', ${detail}::text::json, now(), 'approved', now())`
  })
  await tenant.restart()
  const alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  expect(await alice.page()).toContain('You said yes')
  const [row] = await inDatabase(
    tenant,
    (sql) => sql`SELECT displayed, answer_jws AS jws, creditor_id AS creditor FROM tenant.approvals`,
  )
  expect(row).toEqual({ displayed: null, jws: null, creditor: id })
})

it('goes on with a NUL in an old transfer, which Postgres refuses to look into', async () => {
  const creditorAccount = { id: randomUUID(), name: 'Che\0cking', mask: '••1111' }
  const detail = JSON.stringify(transferDetail({ creditorName: 'Nobody\0', creditorAccount }))
  await inDatabase(tenant, async (sql) => {
    await sql`DELETE FROM tenant.approvals`
    await sql`DROP TABLE tenant.schema_versions`
    await sql`ALTER TABLE tenant.approvals DROP COLUMN creditor_id`
    await sql`
      INSERT INTO tenant.approvals (auth_req_id, sub, asked_by, binding_message, details, expires_at, decision, decided_at)
      VALUES ('nul', ${ALICE}, 'Aiya', 'old', ${detail}::text::json, now(), 'approved', now())`
  })
  await tenant.restart()
  const alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  expect(await alice.page()).toContain('Nobody\uFFFD')
  const next = transferDetail({ creditorName: 'Nobody', creditorAccount: { ...creditorAccount, name: 'Checking' } })
  await askFor(tenant, { authorization_details: JSON.stringify([next]) })
  expect((await alice.waitForRequest('Nobody')).text).not.toContain('First transfer')
})

it('keeps what a generated column held, and generates no more', async () => {
  const id = randomUUID()
  await inDatabase(tenant, async (sql) => {
    await sql`DELETE FROM tenant.approvals`
    await sql`DROP TABLE tenant.schema_versions`
    await sql`ALTER TABLE tenant.approvals DROP COLUMN creditor_id`
    await sql`ALTER TABLE tenant.approvals ADD COLUMN creditor_id text
      GENERATED ALWAYS AS (details -> 'creditorAccount' ->> 'id') STORED`
  })
  const detail = JSON.stringify(transferDetail({ creditorAccount: { id, name: 'Checking', mask: '••1111' } }))
  await inDatabase(
    tenant,
    (sql) => sql`
      INSERT INTO tenant.approvals (auth_req_id, sub, asked_by, binding_message, details, expires_at, decision, decided_at)
      VALUES ('generated', ${ALICE}, 'Aiya', 'old', ${detail}::text::json, now(), 'approved', now())`,
  )
  await tenant.restart()
  await tenant.restart()
  const [row] = await inDatabase(
    tenant,
    (sql) => sql`
      SELECT creditor_id AS creditor, (SELECT attgenerated::text FROM pg_attribute
        WHERE attrelid = 'tenant.approvals'::regclass AND attname = 'creditor_id') AS generated
      FROM tenant.approvals`,
  )
  expect(row).toEqual({ creditor: id, generated: '' })
  await askFor(tenant)
})
