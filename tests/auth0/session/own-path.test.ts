import { expect, test } from 'vitest'
import { ownPath } from '@/lib/platform/http/own-path'

const HOME = 'http://localhost:3000'

test.each([
  ['/', '/'],
  ['/transfer', '/transfer'],
  ['/accounts/1?from=2026-01-01&q=a%20b', '/accounts/1?from=2026-01-01&q=a%20b'],
  ['/accounts/../profile', '/profile'],
  ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
  ['/a//b', '/a//b'],
  ['/@evil.example', '/@evil.example'],
  ['/aiya#end', '/aiya'],
])('%s is a page of ours', (address, path) => {
  expect(ownPath(address, HOME)).toBe(path)
})

test.each([
  null,
  '',
  'transfer',
  'https://evil.example/',
  'https:evil.example',
  'HTTPS://evil.example',
  'http://localhost:3000/transfer',
  'http://localhost:3000.evil.example/',
  'http://localhost:3000@evil.example/',
  '//evil.example',
  '///evil.example',
  '//evil.example/%2F..',
  '/\\evil.example',
  '\\\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/\u0000/evil.example',
  '/\u2028evil',
  '/／evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '?returnTo=//evil.example',
  '@evil.example',
  `/${'a'.repeat(1_000)}`,
])('%j is none', (address) => {
  expect(ownPath(address, HOME)).toBeNull()
})
