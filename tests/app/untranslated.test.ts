import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { untranslatedIn } from '../support/untranslated'

/**
 * The API, its documentation and Aiya are English; styles and the ledger's own descriptions are no words of the page. The page of a
 * visitor is HTML, which welcome.test.ts compares between the languages.
 */
const ELSEWHERE =
  /^app\/(_words|_welcome|api|api-docs|\.well-known)\/|^app\/(_ui\/theme|\(portal\)\/accounts\/memo-of|\(chat\)\/_thread\/suggested-words)\.ts$/

const parts = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'app'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !ELSEWHERE.test(file))

test('every sentence of the portal stands in a dictionary', () => {
  expect(parts.length).toBeGreaterThan(100)
  const found = parts.flatMap((file) =>
    untranslatedIn(file, readFileSync(file, 'utf8')).map(({ line, text }) => `${file}:${line}: ${text}`),
  )
  expect(found).toEqual([])
})

test.each([
  ['a text', 'const part = <Text>Nothing moves</Text>'],
  ['a word', 'const part = <Button>Save</Button>'],
  ['a label', 'const part = <Button aria-label="close" />'],
  ['one of two labels', "const part = <Button aria-label={on ? words.on : 'off'} />"],
  ['a notice', "tell({ title: 'saved', message })"],
  ['a sentence put together', ['const part = <p>{`$', '{count} of them`}</p>'].join('')],
  ['a constant', "const REASONS = { frozen: 'Frozen' }"],
])('%s in the source is found', (_, source) => {
  expect(untranslatedIn('part.tsx', source)).toHaveLength(1)
})

test('what no person reads is not', () => {
  const source = `'use client'
import { Text } from 'a b'
export const part = () => status === 'Posted' ? <Text size="sm" className={\`a b \${c}\`}>{amount} USD</Text> : null`
  expect(untranslatedIn('part.tsx', source)).toEqual([])
})
