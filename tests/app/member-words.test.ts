import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memberWords } from '@/app/_ui/problem-words'
import { wordsOf } from '@/app/_words/dictionary'
import { GERMAN_MEMBER, GERMAN_MEMBERS } from '@/app/_words/problems'

const files = execFileSync('git', ['ls-files', 'lib', 'app/api'], { encoding: 'utf8' })
const sources = files
  .split('\n')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

test.each(Object.keys(GERMAN_MEMBERS))('the API does say "%s"', (begins) => {
  expect(sources).toMatch(new RegExp(`['\`]${begins}`))
})

test('a field’s own mistake has its own words in German, another the general ones, and English what the API says', () => {
  const [english, german] = [wordsOf('en'), wordsOf('de')]
  const said = 'must have at most 140 characters'
  expect(memberWords(said, german)).toBe('Das ist zu lang')
  expect(memberWords('must be a UUID', german)).toBe(GERMAN_MEMBER)
  expect(memberWords(said, english)).toBe(said)
})
