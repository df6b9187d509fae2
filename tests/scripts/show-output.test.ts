import { expect, test } from 'vitest'
import { showOutput } from '@/scripts/show-output'

function shown(lines: string[], isTTY = false): string {
  let text = ''
  const sink = { isTTY, write: (more: string) => (text += more) }
  const show = showOutput(sink, { write: () => {} })
  for (const line of lines) show(`${line}\n`, 'stdout')
  return text
}

const HEALTHY = [
  '\u001b[1m\u001b[38;2;173;127;168m▲ Next.js 16.4.5\u001b[39m\u001b[22m',
  '▲ Next.js 16.4.5 (Turbopack)',
  '- Local:         http://127.0.0.1:3000',
  '- Network:       http://[::1]:3000',
  '\u001b[32m\u001b[1m✓\u001b[22m\u001b[39m Ready in 989ms',
  '✓ Running next.config.ts took 1.2s',
  'allowInsecureRequests is enabled in a production environment. This is not recommended.',
  'oidc-provider WARNING: Unsupported runtime. Use Node.js v22.x LTS, or a later LTS release.',
]

test('what libraries say of a healthy start is not shown', () => {
  expect(shown(HEALTHY)).toBe('')
  expect(shown(HEALTHY, true)).toBe('')
})

test.each([
  'allowInsecureRequests is enabled in a production environment. This is not recommended. Token: x',
  'oidc-provider WARNING: already parsed request body detected',
  '⨯ Failed to start server',
  'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000',
  '- Local:         http://127.0.0.1:3000 is taken',
  '    at ✓ Ready in 989ms',
  '{"level":40,"time":1795842309649,"process":"app","msg":"▲ Next.js 16.4.5"}',
])('anything else is, to the letter: %s', (line) => {
  expect(shown([line])).toBe(`${line}\n`)
})

test('of several lines at once, only the known ones go', () => {
  expect(shown([['Error: no', ...HEALTHY, '', '    at here'].join('\n')])).toBe('Error: no\n\n    at here\n')
})

test('a person reads events in words', () => {
  const time = Date.parse('2026-11-28T10:11:12Z')
  const line = (more: object) => JSON.stringify({ level: 40, time, process: 'app', msg: 'leases will lapse', ...more })
  const at = new Date(time).toLocaleTimeString('en-GB')
  expect(shown([line({})], true)).toBe(`${at} app warning: leases will lapse\n`)
  expect(shown([line({ err: { type: 'TypeError', message: 'no such thing', stack: ['at x'] } })], true)).toBe(
    `${at} app warning: leases will lapse (TypeError: no such thing)\n`,
  )
  expect(shown([line({ process: undefined, name: 'tenant', level: 60 })], true)).toBe(
    `${at} tenant fatal: leases will lapse\n`,
  )
  for (const odd of ['{"level":40', '{}', '{"a":1}']) expect(shown([odd], true)).toBe(`${odd}\n`)
})
