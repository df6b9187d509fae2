import { expect, test } from 'vitest'
import { plain, unplain } from '@/lib/offline-model/markdown'

// Names, memos and messages as Aiya repeats them: whole characters, and nothing that acts in Markdown or on screen.

test.each([
  ['a family', '👨‍👩‍👧‍👦 fund'],
  ['England', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 cup'],
  ['a heart', '❤️‍🔥'],
  ['Persian, joined without a blank', 'نمی‌خواهم'],
  ['Kannada', 'ಸಾಫ್ಟ್‌ವೇರ್'],
  ['marks that Markdown would take', '*a* _b_ [c](d) | <e> #f ~g~ !h &amp;'],
])('%s is repeated as it is', (_, text) => {
  expect(unplain(plain(text))).toBe(text)
})

test.each([
  ['a line break', 'one\ntwo', 'one two'],
  ['a control character', 'one\u0007two', 'onetwo'],
  ['what turns the direction', 'one\u202Etwo', 'onetwo'],
  ['a byte order mark', '\uFEFFone', 'one'],
])('%s is left out', (_, text, shown) => {
  expect(plain(text)).toBe(shown)
})

test('a long text ends with a whole character', () => {
  expect(plain('🦊'.repeat(400))).toBe('🦊'.repeat(300))
})
