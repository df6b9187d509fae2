import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { withConnection } from '@/db/connect'
import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { changeRolePasswords, rolesApart, suffixOf } from '@/scripts/roles-apart'
import { rotateReceiptKey, rotateSessionSecret } from '@/scripts/rotate-secrets'
import { changeSigningKey } from '@/tenant/store/secrets'
import type { Portal } from '../support/bank/portal'
import { accountOf } from '../support/ledger/ledger'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD } from '../support/tenant/tenant'
import { hear } from './hear'
import { openReplicas, type Replica, type Replicas, untilReady } from './replicas'
import { type Outcome, Traffic } from './traffic'
import { askAiya, untilPosted } from './waiting'

// Each process of the app is replaced, and secrets change, while customers move money through the balancer.

// Starts of processes, on a machine that other tests keep busy.
vi.setConfig({ testTimeout: 240_000 })

const DRAIN_SECONDS = 2
const WORKERS = 4
const SOON = { timeout: 20_000, interval: 25 }

let open: Replicas
let alice: Portal
let phone: PhoneRobot
let traffic: Traffic
let databaseUrl = ''
let suffix = ''

/** What whoever starts from now on signs in to the database with. */
async function findPasswords(ownerUrl: string): Promise<void> {
  databaseUrl = (await rolesApart(ownerUrl, suffix)).appUrl
}

beforeAll(async () => {
  const variables = { DRAIN_SECONDS: String(DRAIN_SECONDS), RATE_LIMIT_PER_MINUTE: '1000000' }
  open = await openReplicas(
    ['a', 'b'],
    () => ({ ...variables, DATABASE_URL: databaseUrl }),
    async ({ ownerUrl }) => {
      suffix = await suffixOf(ownerUrl)
      await findPasswords(ownerUrl)
    },
  )
  alice = await open.signIn('alice@example.com')
  phone = await phoneRobot(open.tenant.issuer, 'alice@example.com', PASSWORD)
}, 300_000)
afterAll(() => open?.close())
beforeEach(() => {
  const { sql, alice: her } = open.bank
  const accounts = [accountOf(her, 'Checking').id, accountOf(her, 'Savings').id] as [string, string]
  traffic = new Traffic(sql, alice, accounts, WORKERS)
})

/** Stops a process as an operator does, and starts another one in its place. */
async function replace(replica: Replica): Promise<void> {
  const ended = replica.stop()
  await open.balancer.untilServing(open.replicas.length - 1)
  await ended
  replica.run()
  await untilReady(replica)
  await open.balancer.untilServing(open.replicas.length)
}

/** Replaces every process, one after the other, with transfers before, between and after. */
async function replaceAll(): Promise<void> {
  for (const one of open.replicas) {
    await traffic.more(WORKERS)
    await replace(one)
  }
  await traffic.more(WORKERS)
}

/** Every order was answered at the first attempt, and stands in the book once. */
function expectWhole({ longestGapMs, acknowledged, ...rest }: Outcome): void {
  process.stdout.write(`${acknowledged} transfers, the longest pause ${longestGapMs} ms, by ${open.balancer.kind}\n`)
  expect(rest).toEqual({ troubles: [], lost: [], doubled: [], unacknowledged: [] })
  expect(acknowledged).toBeGreaterThanOrEqual(WORKERS)
}

const ask = (memo: string) => askAiya(alice, phone, memo)

async function expectPosted(memo: string): Promise<void> {
  expect(await untilPosted(open.bank.sql, memo)).toBe(1)
}

/** The logins by which processes of the app are in the database now. */
async function loginsInUse(): Promise<string[]> {
  const rows = await open.bank.sql<{ login: string }[]>`
    SELECT DISTINCT usename::text AS login FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^[ab]-' ORDER BY 1`
  return rows.map(({ login }) => login)
}

test('nobody gets an error while all are replaced and the database’s passwords change; what waits for the phone goes on', async () => {
  const { ownerUrl } = open.bank
  const id = await ask('waiting')
  expect(await loginsInUse()).toEqual([`baink_app${suffix}`])
  expect(await changeRolePasswords(ownerUrl, suffix)).toBe(false)
  await findPasswords(ownerUrl)
  expect(rotateSessionSecret(open.dataDir)).toBe(false)
  await expect(changeRolePasswords(ownerUrl, suffix)).rejects.toThrow(/former passwords/)
  await replaceAll()
  expect(await loginsInUse()).toEqual([`baink_app${suffix}_b`])
  expect(await changeRolePasswords(ownerUrl, suffix)).toBe(true)
  await traffic.more(WORKERS)
  await phone.approve(id)
  await expectPosted('waiting')
  expectWhole(await traffic.end())
})

test('nobody is signed out while all are replaced and the other secrets change; what waits for the phone goes on', async () => {
  const changeTenantKey = async () => {
    await withConnection(open.tenant.config.databaseUrl, (sql) => sql.begin((tx) => changeSigningKey(tx)))
    await open.tenant.restart()
  }
  const id = await ask('secrets')
  const keysBefore = await (await fetch(`${open.app}/api/receipts/keys`)).json()
  expect(rotateSessionSecret(open.dataDir)).toBe(true)
  rotateReceiptKey(open.dataDir)
  await changeTenantKey()
  await replaceAll()
  await changeTenantKey()
  await phone.approve(id)
  await expectPosted('secrets')
  const keysAfter = await (await fetch(`${open.app}/api/receipts/keys`)).json()
  expect(keysAfter.keys).toEqual(expect.arrayContaining(keysBefore.keys))
  expect(keysAfter.keys).toHaveLength(2)
  expect((await alice.fetch('/api/accounts')).status).toBe(200)
  expectWhole(await traffic.end())
})

test('who is served by a process that was told to stop is served to the end, and sent elsewhere', async () => {
  const [a] = open.replicas as [Replica]
  const events = hear(await alice.fetch(`${a.origin}/api/events`))
  const ended = a.stop()
  const ready = () => fetch(`${a.origin}/api/health/ready`)
  await vi.waitUntil(async () => (await ready()).status === 503, SOON)
  expect(await (await ready()).json()).toMatchObject({ status: 'unavailable', database: 'ok', process: 'unavailable' })
  const late = await alice.fetch(`${a.origin}/api/accounts`)
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
  expect(events.end).toBeNull()
  await ended
  expect(events.end).toBe('whole')
  expectWhole(await traffic.end())
})

test('in the end the book and its audit log are sound', async () => {
  expectWhole(await traffic.end())
  const found = [await verifyLedger(open.bank.ownerUrl), await verifyAudit(open.bank.ownerUrl)]
  expect(found.flatMap(({ differences }) => differences)).toEqual([])
})
