import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionData } from '@auth0/nextjs-auth0/types'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { withConnection } from '@/db/connect'
import { verifyLedger } from '@/db/verify'
import { freezeAgentTransfers, readAgentTransfers, thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { getApproval } from '@/lib/approvals/approval'
import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import { revokeMandate } from '@/lib/approvals/mandates/revoke-mandate'
import { moveApproval } from '@/lib/approvals/move-approval'
import { sessionStore } from '@/lib/auth0/session/session-store'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import type { Authority } from '@/lib/ledger/authority'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { BookWentBack, noteBook, requireSameBook, watchBook } from '@/scripts/book-mark'
import { settleRestore } from '@/scripts/settle-restore'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { connect, createSchema } from '@/tenant/store/database'
import { openIn } from '../support/bank/approvals'
import { activeMandate } from '../support/bank/mandates'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, balanceOf, orderFor, post, refusalOf } from '../support/ledger/ledger'

// A bank whose database is put back to an earlier moment (docs/decisions/058): the server's folder is copied while it is
// stopped, the bank goes on, and the copy takes its place. Nothing that was used or taken back in between counts again.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const PASSWORD = 'tests-only'
const folder = mkdtempSync(join(tmpdir(), 'baink-restore-'))
const folderOf = (name: string) => join(folder, name)
/** What one host remembers of the book, and another that was last up before the restored moment. */
const [host, otherHost] = [folderOf('host'), folderOf('other-host')]

let server: EmbeddedPostgres
let port: number
let bank: SeededBank
beforeAll(async () => {
  server = await startEmbeddedPostgres(folderOf('first'), PASSWORD)
  port = Number(new URL(server.adminUrl).port)
  bank = await openSeededBank(server.adminUrl)
})
afterAll(async () => {
  await bank.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Stops the server that runs, and starts the one in that folder in its place. */
async function swapFor(name: string, prepare = () => {}): Promise<void> {
  await server.stop()
  prepare()
  server = await startEmbeddedPostgres(folderOf(name), PASSWORD, { port })
}
const copy = (from: string, to: string) => execFileSync('cp', ['-a', folderOf(from), folderOf(to)])
const wish = (memo: string) =>
  orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00', { memo })
/** As an agent brings a token that was issued then. */
const broughtAt = (key: string, issuedAt = Date.now()): Authority => ({
  kind: 'approval',
  customerId: bank.alice.id,
  approvalId: key,
  agentClientId: 'the-baink',
  evidence: { tokenIssuedAt: Math.floor(issuedAt / 1_000) },
})
async function signIn(): Promise<string> {
  const cookie = randomUUID()
  const tokenSet = { accessToken: 'access', idToken: 'an-id-token', expiresAt: 9 }
  const internal = { sid: randomUUID(), createdAt: 1 } as SessionData['internal']
  await sessionStore.set(cookie, { user: { sub: 'auth0|alice', name: 'Alice' }, tokenSet, internal })
  return cookie
}
async function placeStandingOrder(): Promise<void> {
  await bank.sql`
    INSERT INTO scheduled_transfers (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, starts_on, every,
      time_zone, next_on, look_after)
    VALUES (${randomUUID()}, ${bank.alice.id}, ${accountOf(bank.alice, 'Savings').id}, ${accountOf(bank.alice, 'Checking').id}, 100, 'USD',
      current_date + 7, 'week', 'UTC', current_date + 7, now() + interval '7 days')`
}
const standingOrders = async () => (await bank.sql`SELECT status FROM scheduled_transfers`).map(({ status }) => status)
const transfersUnder = async (key: string) =>
  (await bank.sql`SELECT FROM transfers WHERE idempotency_key = ${key}`).length

/** What the tenant of the same database kept: one record of each kind, one request on the phone, one phone. */
async function fillTenant(): Promise<void> {
  const tenant = connect(bank.ownerUrl)
  await createSchema(tenant)
  await tenant.end()
  await bank.sql.unsafe(`
    INSERT INTO tenant.users (sub, name, email, password_hash) VALUES ('auth0|alice', 'Alice', 'alice@example.com', '-');
    INSERT INTO tenant.records (model, id, payload) VALUES ('BackchannelAuthenticationRequest', 'r', '{}'), ('RefreshToken', 't', '{}'),
      ('Grant', 'g', '{}'), ('Session', 's', '{}'), ('Client', 'c', '{}');
    INSERT INTO tenant.agent_grants (grant_id, sub, client_id, client_name, scopes) VALUES ('g', 'auth0|alice', 'c', 'C', 'read:accounts');
    INSERT INTO tenant.phone_sessions (token_hash, sub, expires_at) VALUES ('h', 'auth0|alice', now() + interval '1 day');
    INSERT INTO tenant.approvals (auth_req_id, sub, asked_by, binding_message, details, expires_at, decision, decided_at)
      VALUES ('asked', 'auth0|alice', 'x', 'm', '[]', now() + interval '1 day', NULL, NULL),
             ('answered', 'auth0|alice', 'x', 'm', '[]', now() + interval '1 day', 'approved', now())`)
}

describe('a book that was restored', () => {
  const [kept, byHand, vanished] = [randomUUID(), randomUUID(), randomUUID()]
  let waiting: string
  let mandate: string
  let cookie: string
  let lost: Authority

  beforeAll(async () => {
    await fillTenant()
    await post(bank.alice, wish('kept'), kept)
    cookie = await signIn()
    mandate = (await activeMandate(bank.alice)).id
    waiting = (await openIn('pending', bank.alice, wish('used'))).id
    await placeStandingOrder()
    for (const dataDir of [host, otherHost]) await requireSameBook(dataDir, bank.ownerUrl)
    await swapFor('first', () => copy('first', 'backup'))

    // The bank goes on, and this is what the restore takes back.
    await moveApproval(waiting, 'approved')
    expect(await postTransfer(wish('used'), broughtAt(waiting), waiting)).toMatchObject({ replayed: false })
    lost = broughtAt(vanished)
    expect(await postTransfer(wish('vanished'), lost, vanished)).toMatchObject({ replayed: false })
    await post(bank.alice, wish('by hand'), byHand)
    await revokeMandate(bank.alice.id, mandate)
    await sessionStore.delete(cookie)
    await bank.sql`UPDATE scheduled_transfers SET status = 'cancelled', next_on = NULL, look_after = NULL`
    await freezeAgentTransfers(bank.alice.id)
    await requireSameBook(host, bank.ownerUrl)
    await swapFor('backup')
  })

  test('has all of it back, and the bank does not open on it', async () => {
    expect(await getApproval(bank.alice.id, waiting)).toMatchObject({ status: 'pending' })
    expect(await getMandate(bank.alice.id, mandate)).toMatchObject({ status: 'active' })
    expect(await sessionStore.get(cookie)).not.toBeNull()
    expect(await standingOrders()).toEqual(['active'])
    expect((await readAgentTransfers(bank.alice.id, null)).frozenAt).toBeNull()
    await expect(requireSameBook(host, bank.ownerUrl)).rejects.toBeInstanceOf(BookWentBack)
    const said: string[] = []
    // A bank that was left open ends itself.
    await watchBook(host, bank.ownerUrl, (line) => said.push(line), 10).exited
    expect(said).toEqual([expect.stringContaining('npm run db:restored')])
  })

  test('is not settled under a bank that is open', async () => {
    await expect(settleRestore(bank.ownerUrl)).rejects.toThrow('stop it first')
    expect(await getApproval(bank.alice.id, waiting)).toMatchObject({ status: 'pending' })
  })

  test('is opened once it is settled, by each host', async () => {
    await withConnection(
      bank.ownerUrl,
      (sql) => sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'baink'`,
    )
    // An address may give the bank's connections another name.
    const named = `${bank.ownerUrl}?application_name=mine`
    await withConnection(named, async (open) => {
      await open`SELECT`
      await expect(settleRestore(named)).rejects.toThrow('stop it first')
    })
    expect(await settleRestore(named)).toEqual({
      approvals: 1,
      mandates: 1,
      customers: 2,
      sessions: 1,
      schedules: 1,
    })
    for (const dataDir of [host, otherHost]) await requireSameBook(dataDir, bank.ownerUrl)
  })

  test('ends an approval that was used, and its yes moves nothing again, new token or not', async () => {
    expect(await getApproval(bank.alice.id, waiting)).toMatchObject({ status: 'failed', reason: 'restored' })
    const later = broughtAt(waiting, Date.now() + 60_000)
    expect(await refusalOf(postTransfer(wish('used'), broughtAt(waiting), waiting))).toBe('agent_transfers_frozen')
    await thaw()
    expect(await refusalOf(postTransfer(wish('used'), later, waiting))).toBe('approval_mismatch')
    expect(await balanceOf(bank, accountOf(bank.alice, 'Savings'))).toMatchObject({ held: 0n })
  })

  test('takes no token from before for a transfer that vanished, also when agents are thawed', async () => {
    await thaw()
    expect(await refusalOf(postTransfer(wish('vanished'), lost, vanished))).toBe('agent_transfers_frozen')
    // A token from before is still answered for what is there, and one from after is taken.
    const fresh = randomUUID()
    const issued = broughtAt(fresh, Date.now() + 60_000)
    expect(await postTransfer(wish('fresh'), issued, fresh)).toMatchObject({ replayed: false })
    expect(await transfersUnder(vanished)).toBe(0)
  })

  test('has agents frozen until the customer has signed in again, since a freeze may have vanished', async () => {
    const { frozenAt } = await readAgentTransfers(bank.bob.id, null)
    expect(frozenAt).not.toBeNull()
  })

  test('posts an order of the customer’s own once more under its key, since the book knows of no first time', async () => {
    expect(await post(bank.alice, wish('by hand'), byHand)).toMatchObject({ replayed: false })
    expect(await post(bank.alice, wish('by hand'), byHand)).toMatchObject({ replayed: true })
    expect(await post(bank.alice, wish('kept'), kept)).toMatchObject({ replayed: true })
  })

  test('gives back no mandate, session or standing order that was ended', async () => {
    expect(await getMandate(bank.alice.id, mandate)).toMatchObject({ status: 'revoked' })
    expect(await sessionStore.get(cookie)).toBeNull()
    expect(await standingOrders()).toEqual(['paused'])
  })

  test('leaves at its tenant no request, access or sign-in from before', async () => {
    expect((await bank.sql`SELECT model FROM tenant.records`).map(({ model }) => model)).toEqual(['Client'])
    for (const table of ['agent_grants', 'phone_sessions'])
      expect(await bank.sql.unsafe(`SELECT FROM tenant.${table}`)).toHaveLength(0)
    const open = await bank.sql`
      SELECT FROM tenant.approvals WHERE outcome IS NULL OR (decision IS NOT NULL AND delivered_at IS NULL)`
    expect(open).toHaveLength(0)
  })

  test('is sound, its audit log as well', async () => {
    expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
    expect((await verifyAudit(bank.ownerUrl)).differences).toEqual([])
  })

  test('that goes back to before it was settled is refused again', async () => {
    await noteBook(host, bank.ownerUrl)
    await swapFor('backup-again', () => execFileSync('cp', ['-a', folderOf('first'), folderOf('backup-again')]))
    await expect(requireSameBook(host, bank.ownerUrl)).rejects.toBeInstanceOf(BookWentBack)
  })
})

test('a failover that loses nothing changes the timeline, and the bank opens', async () => {
  const dataDir = folderOf('third-host')
  await requireSameBook(dataDir, bank.ownerUrl)
  await swapFor('standby', () => {
    copy('backup-again', 'standby')
    writeFileSync(join(folderOf('standby'), 'standby.signal'), '')
  })
  const timeline = await withConnection(server.adminUrl, async (sql) => {
    await sql`SELECT pg_promote()`
    await sql`CHECKPOINT`
    const [row] = await sql`SELECT timeline_id FROM pg_control_checkpoint()`
    return row?.timeline_id
  })
  expect(timeline).toBe(2)
  await requireSameBook(dataDir, bank.ownerUrl)
})

/** As the customer does after signing in, a moment later. */
async function thaw(): Promise<void> {
  await bank.sql`
    UPDATE customers SET agent_transfers_frozen_at = now() - interval '2 seconds' WHERE id = ${bank.alice.id} AND agent_transfers_frozen_at IS NOT NULL`
  await thawAgentTransfers(bank.alice.id, new Date(Date.now() - 1_000))
}

test.each([
  ['knows its newest link', true],
  ['has lost it', false],
])('the mark of an earlier version, which names no event, is read: the book that %s', async (_, isThere) => {
  const dataDir = folderOf('earlier-version')
  await noteBook(dataDir, bank.ownerUrl)
  const [file = ''] = readdirSync(join(dataDir, 'book-marks')).map((name) => join(dataDir, 'book-marks', name))
  const { event: _event, ...mark } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(isThere ? mark : { ...mark, link: '0'.repeat(64) }))
  const opened = requireSameBook(dataDir, bank.ownerUrl)
  await (isThere ? opened : expect(opened).rejects.toBeInstanceOf(BookWentBack))
})
