import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const CHECK = fileURLToPath(new URL('../../scripts/check-layout.ts', import.meta.url))

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'baink-layout-'))
  execFileSync('git', ['init', '-q', project])
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** What the check says about a project of these files. */
function check(files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), text)
  }
  return spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), CHECK], {
    cwd: project,
  }).stderr.toString()
}

test.each([
  ['tenant/phone/deliver.ts', "import { env } from '@/lib/env'"],
  ['tenant/phone/deliver.ts', "import { env } from '../../lib/env'"],
  ['tenant/server.ts', "export { env } from '../lib/env'"],
  ['tenant/server.ts', "const { env } = await import('../lib/env')"],
  ['tenant/server.ts', "import '../lib/env'"],
  ['tenant/assets/phone.js', "import { env } from '../../lib/env.js'"],
  ['lib/a.ts', "import { page } from '../app/page'"],
  ['db/a.ts', "import type { Phone } from '../tenant/phone'"],
  ['lib/transfers/a.ts', "import { generateText } from 'ai'"],
])('%s must not say: %s', (file, text) => {
  expect(check({ [file]: text })).toMatch(new RegExp(`^${file}: must not import [^\\n]*\\n$`))
})

test('what lies beside a file, or where it may look, is nobody’s business', () => {
  const files = {
    'tenant/phone/deliver.ts': "import { decide } from './decide'\nimport { sql } from '../store/database'",
    'lib/a.ts': "import { openDatabase } from '../db/client'\nimport { application } from './app/application'",
    'tests/a.test.ts': "import { server } from '../tenant/server'",
  }
  expect(check(files)).toBe('')
})

test.each([
  ['a file for anything', 'lib/utils.ts', '', /named for the one thing/],
  ['a script for anything', 'tenant/assets/helpers.js', '', /named for the one thing/],
  ['a barrel', 'lib/index.ts', '', /no barrel/],
  ['a long file', 'lib/long.js', '\n'.repeat(300), /301 lines, at most 300/],
  ['money written by hand', 'lib/a.ts', 'sql`UPDATE accounts SET balance_minor = 1`', /money is written/],
])('%s is named', (_, file, text, why) => {
  expect(check({ [file]: text })).toMatch(why)
})
