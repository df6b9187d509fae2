import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// Committed credentials. Public examples of this pattern carry keys of real tenants in files and in the history.

const SECRETS: [string, RegExp][] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=]{40}/],
  ['a private JWK', /"d"\s*:\s*"[\w-]{40,}"/],
  ['an OpenAI key', /\bsk-[A-Za-z0-9_-]{20,}/],
  ['a signed token', /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/],
  ['an Auth0 client secret', /\b[A-Za-z0-9_-]{64}\b/],
  [
    'a password in an address',
    /\bpostgres(?:ql)?:\/\/[^\s:/@$`'"{]+:[^\s@$`'"{]{8,}@(?!localhost|127\.|db\.example|host)/,
  ],
]

/** Digests in the lock file and in tests are as long as secrets, and are none. */
const LONG_WORDS = /package-lock\.json$|^tests\/|^db\/migrations\/meta\//

/** The example tokens that AP2 publishes, whose keys open nothing. */
const PUBLISHED = 'tests/mandates/ap2-example-tokens.json'

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n')

test('no file that is committed holds a secret', () => {
  const found = tracked.flatMap((file) => {
    const text = readFileSync(file, 'latin1')
    return SECRETS.filter(([name, pattern]) => {
      if (LONG_WORDS.test(file) && name === 'an Auth0 client secret') return false
      if (file === PUBLISHED && name === 'a signed token') return false
      return file !== 'tests/field/repository.test.ts' && pattern.test(text)
    }).map(([name]) => `${file}: ${name}`)
  })
  expect(found).toEqual([])
})

test('no file that holds secrets is committed, and each is ignored', () => {
  expect(tracked.filter((file) => /(^|\/)\.env(\.local|\.production)?$|\.pem$|\.key$|^\.data\//.test(file))).toEqual([])
  for (const file of ['.env', '.env.local', '.data/secrets.json']) {
    expect(execFileSync('git', ['check-ignore', file], { encoding: 'utf8' }).trim()).toBe(file)
  }
})

test('.env.example sets no secret', () => {
  const set = readFileSync('.env.example', 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z0-9_]*(SECRET|KEY|PASSWORD)[A-Z_]*=./.test(line))
  expect(set).toEqual([])
})

test('each pattern finds what it is for', () => {
  const word = 'a1B2'.repeat(16)
  const samples = [
    `-----BEGIN ${'PRIVATE'} KEY-----\n${word}`,
    `"d": "${word}"`,
    `sk-${word}`,
    `eyJ${word}.eyJ${word}.${word}`,
    `secret=${word}`,
    `postgres://bank:${'correct-horse'}@db.internal/bank`,
  ]
  for (const [index, [, pattern]] of SECRETS.entries()) expect(samples[index]).toMatch(pattern)
})
