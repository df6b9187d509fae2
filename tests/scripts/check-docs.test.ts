import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const CHECK = fileURLToPath(new URL('../../scripts/check-docs.ts', import.meta.url))
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'baink-docs-'))
  execFileSync('git', ['init', '-q', project])
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** What the check says about a project's pages. */
function check(cwd: string, files: Record<string, string> = {}): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), text)
  }
  return spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), CHECK], { cwd }).stderr.toString()
}

test('every relative link of this project leads to a file and a heading that exist', () => {
  expect(check(PROJECT)).toBe('')
})

test('each link that leads nowhere is named', () => {
  const dead = {
    'gone.md': '[gone](gone.md)',
    'images/gone.png': '![a picture](images/gone.png)',
    '../README.md': '[up](../README.md)',
    'app/(portal)/gone.tsx': '[in brackets](<app/(portal)/gone.tsx>)',
    'here.md#no-such-words': '[the file, not the heading](here.md#no-such-words)',
    '#no-such-words': '[no such heading](#no-such-words)',
    'gone.ts': '[`code` for words](here.md) and [`more`](gone.ts)',
  }
  const said = check(project, {
    'docs/page.md': `# Page\n\n${Object.values(dead).join('\n')}`,
    'docs/here.md': '# Here',
  })
  expect(said.trimEnd().split('\n')).toEqual(Object.keys(dead).map((link) => `docs/page.md: ${link} leads nowhere`))
})

test('what exists, what is elsewhere and what is only code is let be', () => {
  const page = `# The \`page\`, its words & more
[a](here.md) [b](../app/%5Bid%5D/route.ts) [c](<../app/(portal)/page.tsx>) [d](#the-page-its-words--more) [e](here.md#here)
[f](https://example.com/x.md) [g](mailto:a@example.com) [folder](../app) \`[code](gone.md)\`
\`\`\`
[h](gone.md)
\`\`\``
  const files = {
    'docs/page.md': page,
    'docs/here.md': '# Here',
    'app/[id]/route.ts': '',
    'app/(portal)/page.tsx': '',
  }
  expect(check(project, files)).toBe('')
})

test('a README that nobody reads to its end is named', () => {
  expect(check(project, { 'README.md': 'word '.repeat(901) })).toBe('README.md: 901 words, at most 900\n')
  expect(check(project, { 'README.md': 'word '.repeat(900) })).toBe('')
})
