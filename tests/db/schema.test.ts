import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET } from '@/app/api/health/route'
import { schemaDifferences } from '@/db/compare-schema'
import expected from '@/db/expected-schema.json' with { type: 'json' }
import { readRights, readSchema } from '@/db/read-schema'
import { asRole, grantRoles } from '@/db/roles'
import { schemaSources } from '@/db/schema-sources'
import { openDatabase } from '@/lib/platform/database/client'
import { isSound } from '@/lib/soundness/concerns'
import { startWatching } from '@/lib/soundness/watch'
import { lookAtNext } from '@/lib/soundness/wrong-accounts'
import { wrongTransfers } from '@/lib/soundness/wrong-transfers'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../support/ledger/ledger'
import { runScript } from '../support/run-script'

vi.mock('@/lib/auth0/token/tenant-keys', () => ({ tenantAnswers: async () => true }))

const APP = { name: 'schema_tests_app', password: 'a1' }
const TENANT = { name: 'schema_tests_tenant', password: 'b2' }

let bank: SeededBank
let owner: postgres.Sql
beforeAll(async () => {
  bank = await openSeededBank()
  owner = postgres(bank.ownerUrl, { max: 1, onnotice: () => {} })
  await post(bank.alice, orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00'))
})
afterAll(async () => {
  await owner.unsafe(`DROP OWNED BY ${APP.name}, ${TENANT.name} CASCADE; DROP ROLE ${APP.name}, ${TENANT.name}`)
  await owner.end()
  await bank.close()
})

class Undone extends Error {}

/** What `look` finds after the damage, which is undone again. */
async function whenDamaged<T>(damage: string, look: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
  let found: { is: T } | undefined
  const work = owner.begin(async (tx) => {
    await tx.unsafe(damage)
    found = { is: await look(tx) }
    throw new Undone()
  })
  await expect(work).rejects.toBeInstanceOf(Undone)
  if (!found) throw new Error('not looked at')
  return found.is
}

test('a new database is what the file says, with roles apart and without', async () => {
  expect(await readSchema(owner)).toEqual(expected.schema)
  expect(await schemaDifferences(owner)).toEqual([])
  await grantRoles(bank.ownerUrl, { app: APP, tenant: TENANT })
  expect((await readRights(owner))[APP.name]).toEqual(expected.rights)
  expect(await schemaDifferences(owner)).toEqual([])
})

test('the file was written from the SQL as it is: npm run db:expect', () => {
  expect(expected.sources).toEqual(schemaSources())
})

test('the app’s own role can compare, too', async () => {
  const app = openDatabase(asRole(bank.ownerUrl, APP))
  expect(await schemaDifferences(app.sql)).toEqual([])
  await app.sql.end()
})

const REPLACED = 'AS $$ BEGIN RETURN NEW; END $$'

test.each([
  ['ALTER TABLE entries DISABLE TRIGGER entries_append_only', /^trigger entries.entries_append_only is "DISABLED/],
  [
    'ALTER TABLE transfers DISABLE TRIGGER transfers_append_only',
    /^trigger transfers.transfers_append_only is "DISABLED/,
  ],
  ['ALTER TABLE transfers DISABLE TRIGGER transfers_balance', /^trigger transfers.transfers_balance is "DISABLED/],
  [
    'ALTER TABLE transfers ENABLE REPLICA TRIGGER transfers_balance',
    /^trigger transfers.transfers_balance is "DISABLED/,
  ],
  ['ALTER TABLE audit_events DISABLE TRIGGER ALL', /^trigger audit_events.audit_events_chain is "DISABLED/],
  ['ALTER TABLE entries DISABLE TRIGGER ALL', /^trigger entries.entries_guard is "DISABLED/],
  ['ALTER TABLE payees DISABLE TRIGGER ALL', /^constraint payees.payees_account_id\S* is ".*DISABLED/],
  ['DROP TRIGGER approvals_guard ON approvals', /^trigger approvals.approvals_guard is missing$/],
  [
    'CREATE TRIGGER more AFTER INSERT ON entries EXECUTE FUNCTION refuse_change()',
    /^trigger entries.more is not of this/,
  ],
  [
    `CREATE OR REPLACE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql ${REPLACED}`,
    /^function guard_approval\(\) is/,
  ],
  [
    'ALTER FUNCTION take_daily_limit(uuid, date, text, bigint, bigint) SET search_path = evil',
    /^function take_daily_limit.* is "/,
  ],
  ['ALTER FUNCTION refuse_change() SECURITY DEFINER', /^function refuse_change\(\) is ".*as its owner/],
  [
    'CREATE FUNCTION pay_me() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$',
    /^function pay_me\(\) is not of/,
  ],
  ['ALTER TABLE accounts DROP CONSTRAINT accounts_floor', /^constraint accounts.accounts_floor is missing$/],
  ['ALTER TABLE transfers DROP CONSTRAINT transfers_idempotency', /^index transfers.transfers_idempotency is missing$/],
  ['ALTER TABLE payees DROP COLUMN nickname', /^column payees.nickname is missing$/],
  [
    'ALTER TABLE accounts ALTER COLUMN balance_minor TYPE double precision',
    /^column accounts.balance_minor is "double/,
  ],
  ['ALTER TABLE rate_windows SET UNLOGGED', /^table rate_windows is "UNLOGGED/],
  ['ALTER TABLE entries ENABLE ROW LEVEL SECURITY', /^table entries is ".*WITH ROW SECURITY/],
  ['CREATE RULE lost AS ON INSERT TO audit_events DO INSTEAD NOTHING', /^table audit_events is ".*WITH RULES/],
  ["INSERT INTO approval_moves VALUES ('denied', 'approved')", /^move denied > approved is not of this/],
  [
    `GRANT UPDATE (balance_minor) ON accounts TO ${APP.name}`,
    /^role \S+app may UPDATE on column accounts.balance_minor/,
  ],
  [`GRANT INSERT ON entries TO ${TENANT.name}`, /^role \S+tenant may INSERT on table entries/],
  ['GRANT SELECT ON accounts TO PUBLIC', /^role PUBLIC may SELECT on table accounts/],
  ['GRANT EXECUTE ON FUNCTION post_transfer TO PUBLIC', /^role PUBLIC may EXECUTE on function post_transfer/],
  [`REVOKE INSERT ON customers FROM ${APP.name}`, /^role \S+app lacks INSERT on table customers$/],
  [`GRANT CREATE ON SCHEMA public TO ${APP.name}`, /^role \S+app may CREATE on schema public/],
  [`ALTER TABLE entries OWNER TO ${APP.name}`, /^entries belongs to \S+app, and not to/],
  [`ALTER FUNCTION post_transfer OWNER TO ${TENANT.name}`, /post_transfer.* belongs to \S+tenant, and not to/],
  [`ALTER ROLE ${APP.name} CREATEROLE`, /^role \S+app, which may post, may also create roles$/],
  [`GRANT pg_write_all_data TO ${APP.name}`, /^role \S+app, which may post, is also a pg_write_all_data$/],
  [
    `CREATE VIEW mine AS SELECT * FROM accounts; GRANT UPDATE ON mine TO ${APP.name}`,
    /^mine writes to accounts for role \S+app$/,
  ],
  [
    `CREATE SCHEMA hidden; CREATE FUNCTION hidden.pay_me() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$`,
    /^hidden.pay_me\(\) runs as the owner of the ledger for role PUBLIC$/,
  ],
  [
    `GRANT UPDATE ON SEQUENCE entries_sequence_seq TO ${APP.name}`,
    /^role \S+app may UPDATE on sequence entries_sequence_seq/,
  ],
  ['CREATE TABLE more () INHERITS (entries)', /^table entries is ".*WITH CHILDREN/],
  ['ALTER SEQUENCE entries_sequence_seq CACHE 50', /^sequence entries_sequence_seq is ".*50 at a time/],
  ['ALTER SEQUENCE entries_sequence_seq INCREMENT -1', /^sequence entries_sequence_seq is "by -1/],
  ['ALTER FUNCTION take_daily_limit STRICT', /^function take_daily_limit.* is ".*NOT RUN FOR NULL/],
  [`ALTER ROLE ${APP.name} SUPERUSER`, /^role \S+app may become the owner/],
  [`ALTER ROLE ${APP.name} SET session_replication_role = replica`, /^triggers are switched off for role \S+app/],
])('%s is named', async (damage, line) => {
  const lines = await whenDamaged(damage, schemaDifferences)
  expect(lines.some((one) => line.test(one)) || lines).toBe(true)
})

test('what others keep in the same schema is their own business', async () => {
  const other = 'CREATE TABLE theirs (id int PRIMARY KEY); GRANT ALL ON theirs TO PUBLIC'
  expect(await whenDamaged(other, schemaDifferences)).toEqual([])
})

const checking = () => accountOf(bank.alice, 'Checking').id
/** As an owner who has the triggers out of the way. */
const UNGUARDED = 'SET LOCAL session_replication_role = replica;'

describe('a slow look finds', () => {
  test('nothing in a sound book', async () => {
    const looked = await lookAtNext()
    expect(looked.length).toBeGreaterThan(8)
    expect(looked.filter(({ wrong }) => wrong)).toEqual([])
    expect(await lookAtNext(looked.at(-1)?.id)).toEqual([])
  })

  test.each([
    ['a balance', () => `UPDATE accounts SET balance_minor = balance_minor + 1 WHERE id = '${checking()}'`, /balance/],
    [
      'an edited entry',
      () => `${UNGUARDED} UPDATE entries SET amount_minor = amount_minor - 1 WHERE account_id = '${checking()}'`,
      /follow/,
    ],
    [
      'a lost entry',
      () =>
        `${UNGUARDED} DELETE FROM entries WHERE sequence = (SELECT max(sequence) FROM entries WHERE account_id = '${checking()}')`,
      /balance/,
    ],
    ['a hold', () => `UPDATE accounts SET held_minor = 1 WHERE id = '${checking()}'`, /hold/],
  ])('%s', async (_, damage, why) => {
    const wrong = await whenDamaged(damage(), async (tx) =>
      (await lookAtNext(undefined, tx)).filter((one) => one.wrong),
    )
    expect(wrong).toEqual([{ id: checking(), wrong: expect.stringMatching(why) }])
  })

  test('a transfer whose entries do not sum to zero, or are not two; and again until it is mended', async () => {
    const [newest] = await owner<[{ id: string }]>`SELECT transfer_id AS id FROM entries ORDER BY sequence DESC LIMIT 1`
    expect(await wrongTransfers([newest.id])).toEqual([])
    const one = 'sequence = (SELECT max(sequence) FROM entries)'
    const damages: [string, string[]][] = [
      [`UPDATE entries SET amount_minor = amount_minor + 1 WHERE ${one}`, []],
      [`DELETE FROM entries WHERE ${one}`, []],
      [`DELETE FROM entries WHERE transfer_id = '${newest.id}'`, [newest.id]],
    ]
    for (const [damage, known] of damages)
      expect(await whenDamaged(UNGUARDED + damage, (tx) => wrongTransfers(known, tx))).toEqual([newest.id])
  })
})

test('guards that are off and a wrong balance are said: by the health, the watch and db:verify, until they are mended', async () => {
  const state = async () => {
    const response = await GET()
    return [response.status, await response.json()]
  }
  expect(await state()).toEqual([200, { status: 'ok', database: 'ok', tenant: 'ok' }])
  await owner`ALTER TABLE entries DISABLE TRIGGER entries_append_only`
  startWatching()
  await vi.waitUntil(() => !isSound('schema'), 20_000)
  expect(isSound('balances')).toBe(true)
  expect(await state()).toEqual([503, { status: 'degraded', database: 'degraded', tenant: 'ok' }])

  await owner`UPDATE accounts SET balance_minor = balance_minor + 1 WHERE id = ${checking()}`
  const verified = await runScript(['scripts/db.ts', 'verify'], { DATABASE_URL: bank.ownerUrl })
  expect(verified.code).toBe(1)
  expect(verified.stderr).toMatch(/^trigger entries.entries_append_only is "DISABLED/m)
  expect(verified.stderr).toMatch(/^a balance is the sum of its entries: /m)

  await owner`ALTER TABLE entries ENABLE TRIGGER entries_append_only`
  startWatching()
  await vi.waitUntil(() => isSound('schema') && !isSound('balances'), 20_000)
  expect(await state()).toMatchObject([503, { database: 'degraded' }])
  await owner`UPDATE accounts SET balance_minor = balance_minor - 1 WHERE id = ${checking()}`
  startWatching()
  await vi.waitUntil(() => isSound('schema', 'balances'), 20_000)
  expect((await state())[0]).toBe(200)
})
