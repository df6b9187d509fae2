import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type BankDatabase, openEmbeddedDatabase } from '@/scripts/bank-database'
import { readSecrets } from '@/scripts/secrets'
import { openIn } from '../../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../../support/ledger/ledger'
import { runScript, spawnScript } from '../../support/run-script'

// Each test starts a few processes.
vi.setConfig({ testTimeout: 90_000 })

let bank: SeededBank
let folder: string
let url: string
const audit = (...args: string[]) => runScript(['scripts/audit.ts', ...args], { DATABASE_URL: url, DATA_DIR: folder })
const order = () => orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00')

beforeAll(async () => {
  bank = await openSeededBank()
  url = bank.ownerUrl
  folder = mkdtempSync(join(tmpdir(), 'baink-audit-'))
})
afterAll(async () => {
  await bank.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What only the owner can do: an event changed, and every later link and the head made to fit. */
async function forgeHistory(): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`SET session_replication_role = replica;
    UPDATE audit_events SET data = data || '{"agentClientId": "nobody"}' WHERE sequence = (SELECT min(sequence) FROM audit_events);
    DO $$ DECLARE v record; v_previous text := repeat('0', 64); BEGIN
      FOR v IN SELECT c.*, e::audit_events AS event FROM audit_chain c JOIN audit_events e ON e.sequence = c.event_sequence ORDER BY c.position LOOP
        v_previous := link_hash(v_previous, v.position, v.event);
        UPDATE audit_chain SET hash = v_previous WHERE event_sequence = v.event_sequence;
      END LOOP;
      UPDATE audit_heads SET hash = v_previous;
    END $$`)
  await sql.end()
}

test('a sound log ends with 0 and its heads; kept elsewhere, they show a history that was written anew', async () => {
  await post(bank.alice, order())
  const { transferId } = await openIn('posted', bank.alice, order())
  const first = await audit('verify', '--json')
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('is sound') })
  const { heads, headsHash, links } = JSON.parse(first.stdout) as Record<string, unknown>
  expect(links).toBe(6)
  const [json, lines] = [join(folder, 'heads.json'), join(folder, 'heads.txt')]
  writeFileSync(json, first.stdout)
  const words = await audit('verify')
  writeFileSync(lines, words.stdout)
  expect(words.stdout).toContain(`All heads: ${headsHash}`)
  expect(words.stdout).toContain((heads as { hash: string }[])[0]?.hash)

  await post(bank.alice, order())
  const later = await audit('verify', '--expect', json, '--expect', lines, '--expect', `${headsHash}`)
  expect(later).toMatchObject({ code: 0, stderr: expect.stringContaining('is sound') })

  const trail = await audit('trail', '--transfer', `${transferId}`)
  expect(trail).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/approval\.requested[\s\S]*transfer\.posted[\s\S]*5 events/),
  })

  await forgeHistory()
  expect(await audit('verify')).toMatchObject({ code: 0 })
  const forged = await audit('verify', '--expect', json, '--expect', lines)
  expect(forged).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/(rewritten: customer [^\n]*\n){2}[\s\S]*NOT SOUND/),
  })
})

test.each<[string[], RegExp]>([
  [['verify', '--expect', 'package.json'], /heads/],
  [['trail'], /One of --approval/],
  [['forget'], /verify, trail/],
])('%j ends with 1 and says why, not with a sound log', async (args, why) => {
  const { code, stdout, stderr } = await audit(...args)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(why) })
  expect(stdout + stderr).not.toContain('is sound')
})

test('on a data folder it works while the bank runs there, and leaves it running', async () => {
  const database: BankDatabase = await openEmbeddedDatabase(folder, readSecrets(folder))
  try {
    const run = () => spawnScript(['scripts/audit.ts', 'verify'], { DATA_DIR: folder })
    expect(await run()).toMatchObject({ code: 0, stderr: expect.stringContaining('is sound') })
    expect(database.wasRunning).toBe(false)
  } finally {
    await database.stop()
  }
})
