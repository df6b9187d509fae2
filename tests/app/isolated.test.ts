import { expect, test } from 'vitest'
import { isolated, unbroken } from '@/app/_ui/foreign-text'
import { initialsOf } from '@/app/_ui/initials-of'

test.each([
  ['Bob Example', 'Bob Example'],
  ['דוד כהן', '\u2068דוד כהן\u2069'],
  ['Café دفتر', '\u2068Café دفتر\u2069'],
  ['日本 🦊', '日本 🦊'],
])('%s is set apart only where it reads from right to left', (name, shown) => {
  expect(isolated(name)).toBe(shown)
})

test.each([
  ['Alice Example', 'AE'],
  ['  Alice   Maria Example ', 'AM'],
  ['alice', 'AL'],
  ['👨‍👩‍👧‍👦 Family', '👨F'],
  ['🦊', '🦊'],
  ['𝒜𝓁 x', '𝒜X'],
  ['', ''],
])('the letters that stand for "%s" are whole characters', (name, letters) => {
  expect(initialsOf(name)).toBe(letters)
})

test('an amount and its currency stay on one line', () => {
  expect(unbroken('Transfer 20.00 USD to A 4321')).toBe('Transfer 20.00\u00a0USD to A 4321')
})
