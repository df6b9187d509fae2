import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseCommit, hasSameModules } from '@/scripts/drill/earlier-version'

// What can be known of the upgrade drill in a moment. `npm run drill -- upgrade` runs it (docs/runbook.md).

describe('the version to come from', () => {
  const repository = mkdtempSync(join(tmpdir(), 'baink-drill-'))
  const git = (...words: string[]) => execFileSync('git', words, { cwd: repository, encoding: 'utf8' }).trim()
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(repository, file)), { recursive: true })
    writeFileSync(join(repository, file), text)
  }
  const commit = (file: string, text: string) => {
    write(file, text)
    git('add', '-A')
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', file)
    return git('rev-parse', 'HEAD')
  }
  let [first, before, head]: string[] = []
  beforeAll(() => {
    git('init', '-q')
    first = commit('db/migrations/0000.sql', 'one')
    before = commit('app/page.tsx', 'a page')
    commit('db/functions/post.sql', 'two')
    head = commit('app/page.tsx', 'another page')
  })
  afterAll(() => rmSync(repository, { recursive: true, force: true }))

  test('is the last one with another database schema', async () => {
    expect(await chooseCommit(undefined, repository)).toBe(before)
  })

  test('is the newest commit while a change of the schema is not committed', async () => {
    write('db/functions/new.sql', 'three')
    expect(await chooseCommit(undefined, repository)).toBe(head)
    rmSync(join(repository, 'db/functions/new.sql'))
  })

  test('is the one that was named', async () => {
    expect(await chooseCommit('HEAD~3', repository)).toBe(first)
    await expect(chooseCommit('nowhere', repository)).rejects.toThrow('There is no commit nowhere here.')
  })
})

test('node_modules are shared where both versions install the same, whatever they declare', () => {
  const lock = (own: object, version: string) => ({ packages: { '': own, 'node_modules/next': { version } } })
  expect(hasSameModules(lock({ name: 'a' }, '1.0.0'), lock({ name: 'b' }, '1.0.0'))).toBe(true)
  expect(hasSameModules(lock({}, '1.0.0'), lock({}, '1.0.1'))).toBe(false)
})
