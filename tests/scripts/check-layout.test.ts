import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { layoutProblems } from '@/scripts/layout-rules'

const CHECK = fileURLToPath(new URL('../../scripts/check-layout.ts', import.meta.url))

const MOVE =
  "CREATE OR REPLACE FUNCTION move(\n  p_id uuid, p_from uuid, p_to uuid, p_amount numeric(9, 2) DEFAULT '1'\n) RETURNS void\n"

/** What the check says about a project of these files. */
const check = (files: Record<string, string>) => layoutProblems(new Map(Object.entries(files)))

test('the command reads what git would commit, names each problem and ends with 1; without any it ends with 0', () => {
  const project = mkdtempSync(join(tmpdir(), 'baink-layout-'))
  const run = () => spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), CHECK], { cwd: project })
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), text)
  }
  try {
    execFileSync('git', ['init', '-q', project])
    write('.gitignore', 'lib/ignored.ts')
    for (const file of ['lib/ignored.ts', 'README.md', 'db/migrations/0000_baseline.sql']) write(file, '\n'.repeat(300))
    expect(run()).toMatchObject({ status: 0, stderr: Buffer.from('') })
    write('lib/long.js', '\n'.repeat(300))
    write('db/a.sql', 'UPDATE accounts SET balance_minor = 1')
    const { status, stderr } = run()
    expect(stderr.toString()).toMatch(/^db\/a\.sql: money is written [^\n]*\nlib\/long\.js: 301 lines, [^\n]*\n$/)
    expect(status).toBe(1)
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
})

test.each([
  ['tenant/phone/deliver.ts', "import { env } from '@/lib/platform/env'"],
  ['tenant/phone/deliver.ts', "import { env } from '../../lib/platform/env'"],
  ['tenant/server.ts', "export { env } from '../lib/platform/env'"],
  ['tenant/server.ts', "const { env } = await import('../lib/platform/env')"],
  ['tenant/server.ts', "import '../lib/platform/env'"],
  ['tenant/assets/phone.js', "import { env } from '../../lib/platform/env.js'"],
  ['lib/a.ts', "import { page } from '../app/page'"],
  ['db/a.ts', "import type { Phone } from '../tenant/phone'"],
  ['lib/ledger/a.ts', "import { generateText } from 'ai'"],
  ['lib/ledger/accounts/a.ts', "import { findApproval } from '@/lib/approvals/approval'"],
  ['lib/approvals/a.ts', "import { verifyAgentToken } from '../auth0/token/verify-agent-token'"],
  ['lib/ai/tools/transfer-funds.ts', "import { Turn } from '../turn'"],
  ['lib/platform/http/a.ts', "import { Refusal } from '@/lib/ledger/refusal'"],
  ['lib/auth0/token/a.ts', "import { session } from '@/lib/auth0/session/session'"],
  ['db/a.ts', "import { env } from '@/lib/platform/env'"],
  ['db/a.ts', "import { postTransfer } from '@/lib/ledger/post-transfer'"],
  ['db/a.ts', "import { start } from '../scripts/start'"],
  ['lib/chats/a.ts', "import { setTimeout as sleep } from 'node:timers/promises'"],
])('%s must not say: %s', (file, text) => {
  expect(check({ [file]: text })).toEqual([expect.stringMatching(`^${file}: must not import `)])
})

test('what lies beside a file, or where it may look, is nobody’s business', () => {
  const files = {
    'tenant/phone/deliver.ts': "import { decide } from './signed-answer'\nimport { sql } from '../store/database'",
    'lib/a.ts':
      "import { openDatabase } from '../lib/platform/database/client'\nimport { application } from './app/application'",
    'tests/a.test.ts': "import { server } from '../tenant/server'",
  }
  expect(check(files)).toEqual([])
})

test.each([
  ['a file for anything', 'lib/utils.ts', '', /named for the one thing/],
  ['a script for anything', 'tenant/assets/helpers.js', '', /named for the one thing/],
  ['a barrel', 'lib/index.ts', '', /no barrel/],
  ['a long file', 'lib/long.js', '\n'.repeat(300), /301 lines, at most 300/],
  ['a way past bankFetch', 'app/_ui/a.ts', "await fetch('/api/accounts')", /bankFetch/],
  ['a stream for anybody', 'app/_ui/a.ts', "new EventSource('/api/events')", /withPageCustomer/],
  ['a file for anybody', 'app/_ui/a.tsx', "<a href={withPageCustomer('/api/export')} download />", /useFileAddress/],
  ['a page for anybody', 'app/(portal)/a/page.tsx', "await requirePageCustomer('/a')", /MadeFor/],
  ['a stream without an end', 'app/api/a/route.ts', 'return openEventStream(id, signal)', /endsWithSession/],
  ['money written by hand', 'lib/a.ts', 'sql`UPDATE accounts SET balance_minor = 1`', /money is written/],
])('%s is named', (_, file, text, why) => {
  expect(check({ [file]: text })).toEqual([expect.stringMatching(why)])
})

test.each([
  ['db/a.ts', 'sql`UPDATE public.accounts SET balance_minor = 1`'],
  ['db/a.sql', 'UPDATE ONLY "public"."accounts" SET balance_minor = 1'],
  ['tenant/a.ts', 'sql`INSERT INTO "entries" VALUES (1)`'],
  ['tenant/a.ts', 'sql`delete\n  from transfers`'],
  ['app/a.ts', 'sql`TRUNCATE customers, public.daily_totals CASCADE`'],
  ['scripts/a.ts', 'sql`TRUNCATE TABLE entries`'],
  ['lib/a.ts', 'sql`MERGE INTO accounts USING x ON true`'],
  ['lib/a.ts', 'sql`COPY transfers FROM STDIN`'],
  ['lib/a.ts', 'db.update(schema.accounts).set({})'],
  ['lib/a.ts', 'sql`SELECT post_transfer(1)`'],
  ['lib/a.ts', 'sql`SELECT open_account (1)`'],
])('in %s money is not written by hand: %s', (file, text) => {
  expect(check({ [file]: text })).toEqual([`${file}: money is written by the ledger's functions alone`])
})

test('the ledger’s own SQL, its one caller each and what only reads are let be', () => {
  const files = {
    'db/functions/write_entries.sql': 'UPDATE accounts SET balance_minor = 1',
    'db/seed.ts': 'sql`SELECT open_account(1)`',
    'lib/ledger/post-transfer.ts': 'sql`SELECT post_transfer(1)`',
    'db/verify.ts': 'sql`SELECT * FROM accounts JOIN entries ON true FOR UPDATE`',
  }
  expect(check(files)).toEqual([])
})

test.each([
  ['lib/a.ts', 'sql`SELECT move(id, from, to, 1)`'],
  ['lib/a.ts', 'sql`SELECT * FROM public.move(p_id => id, from, to, p_amount => 1)`'],
  ['db/functions/pay.sql', 'BEGIN PERFORM move(p_id, p_to, p_from, coalesce(p_amount, 1)); END'],
  ['tests/a.test.ts', `SELECT move (\n  \${of(id, 'a')}, \${from})`],
])('in %s a function of four parameters is not called by their places: %s', (file, text) => {
  expect(check({ 'db/functions/move.sql': MOVE, [file]: text })).toEqual([
    expect.stringMatching(`^${file}: move\\(\\) is called with named arguments `),
  ])
})

test('named arguments, few parameters and what calls nothing are let be', () => {
  const files = {
    'db/functions/move.sql': `DROP FUNCTION IF EXISTS move(uuid, uuid);\n${MOVE}REVOKE ALL ON FUNCTION move FROM PUBLIC;`,
    'db/functions/end.sql': 'CREATE FUNCTION end(p_id uuid, p_of uuid, p_at date) RETURNS void',
    'lib/a.ts': "sql`SELECT move(p_id => id, p_from => least(a, b), p_to => 'a, b', p_amount => 1)`",
    'lib/b.ts': 'sql`SELECT end(id, of, now())`',
    'lib/c.ts': "remove(1, 2)\n'GRANT EXECUTE ON FUNCTION public.move(uuid, uuid, uuid, bigint)'",
  }
  expect(check(files)).toEqual([])
})
