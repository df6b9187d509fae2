import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What a server is created with: limits for slow clients, or nothing, as of one that only tries a port. */
const LIMITED = /^(\(\)|\((LIMITS|IMPATIENT),|\(\{ \.\.\.(IMPATIENT_TLS|options, \.\.\.LIMITS)\b)/

test('no server waits for a slow client for ever', () => {
  const files = execFileSync('git', ['ls-files', 'scripts', 'lib', 'services', 'tenant', 'agent'], { encoding: 'utf8' })
  const servers = files
    .split('\n')
    .filter((file) => /\.m?[jt]s$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bcreate(Tls)?Server(\(.*)/g)].map((call) => [file, call[2]]),
    )
  expect(servers.length).toBeGreaterThan(5)
  expect(servers.filter(([, call]) => !LIMITED.test(call ?? ''))).toEqual([])
})
