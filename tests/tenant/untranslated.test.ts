import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '@/tenant/words/language'
import { wordsOf } from '@/tenant/words/words'
import { untranslatedInTenant } from '../support/untranslated-in-tenant'

/** What makes pages and what runs on them. */
const PAGES = /^tenant\/(agents|assets|codes|devices|pages|phone|push|sign-in)\/.*\.(ts|js)$/
/** These speak to programs, which read English. What a text may not hold is named as Unicode names it. */
const ELSEWHERE = /\/(client-rules|command-line|consent-policy|device-polling|register|encrypt|printable|worker)\.\w+$/

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'tenant'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => PAGES.test(file) && !ELSEWHERE.test(file))

describe('a sentence of the tenant’s pages', () => {
  it('stands in a dictionary', () => {
    expect(files.length).toBeGreaterThan(80)
    const found = files.flatMap((file) =>
      untranslatedInTenant(file, readFileSync(file, 'utf8')).map(({ line, text }) => `${file}:${line}: ${text}`),
    )
    expect(found).toEqual([])
  })

  it.each([
    ['a text', 'html`<p class="lead">Nothing moves</p>`'],
    ['a word', 'html`<button class="button">Approve</button>`'],
    ['a word after a value', ['html`<span>$', '{time} left</span>`'].join('')],
    ['a word beside an element', 'html`<b>x</b> and`'],
    ['a label', 'html`<input aria-label="time">`'],
    ['a placeholder', 'html`<input placeholder="In your words">`'],
    ['one of two', ['html`<p>$', "{on ? 'Up to date' : words.lost}</p>`"].join('')],
    ['a constant of a script', "const LOST = 'This device has lost its key.'"],
    ['a sentence put together', ['const text = `The $', '{house} did not answer.`'].join('')],
    ['an answer', "tell(ctx, 403, { code: 'no', message: 'Refused.' })"],
  ])('is found in the source: %s', (_, source) => {
    expect(untranslatedInTenant('part.ts', source)).toHaveLength(1)
  })

  it('is told apart from what no person reads', () => {
    const source = `import x from 'a b'
log.warn({ err }, 'the bank was not told')
const rows = await sql\`SELECT id FROM devices\`
if (state === 'Not made') throw new Error('this was not checked')
const part = html\`<p class="small heading" data-id="\${id}" \${on && html\`hidden\`}>\${words.title}: <b>\${name}</b></p>\``
    expect(untranslatedInTenant('part.ts', source)).toEqual([])
  })
})

describe('what a page’s script says', () => {
  const scripts = wordsOf('en', 'bank').scripts

  /** The scripts that this one brings with it, itself included. */
  function withImports(name: string, seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen
    seen.add(name)
    for (const [, other = ''] of sourceOf(name).matchAll(/from '\.\/([\w-]+\.js)'/g)) withImports(other, seen)
    return seen
  }
  const sourceOf = (name: string) => readFileSync(`tenant/assets/${name}`, 'utf8')

  it.each(Object.keys(scripts) as (keyof typeof scripts)[])('%s comes with its page, and nothing else does', (name) => {
    const used = [...withImports(name)].flatMap((each) =>
      [...sourceOf(each).matchAll(/\bwords\.(?!js')(\w+)/g)].map(([, word]) => word),
    )
    expect([...new Set(used)].sort()).toEqual(Object.keys(scripts[name]).sort())
  })

  it('has the same blanks in every language', () => {
    const blanksOf = (value: unknown) => JSON.stringify(value).match(/\{\w+\}/g)
    for (const language of LANGUAGES) expect(blanksOf(wordsOf(language, 'bank').scripts)).toEqual(blanksOf(scripts))
  })
})

it('a notification says its one sentence in every language', () => {
  const [, said = ''] = /WAITS = \{([^}]*)\}/.exec(readFileSync('tenant/assets/worker.js', 'utf8')) ?? []
  expect([...said.matchAll(/(\w+): '\w[^']+'/g)].map(([, language]) => language)).toEqual([...LANGUAGES])
})

it('no sentence is the same in both languages, but for names', () => {
  const alike = new Set(['bank', 'Code', 'Program', 'Name', 'Browser', 'Ticket', 'Passkeys', 'Passkey', 'Agent'])
  const textsOf = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsOf)
  const [english, german] = LANGUAGES.map((language) => textsOf(wordsOf(language, 'bank')))
  expect(german?.length).toBe(english?.length)
  expect(german?.filter((text, place) => text === english?.[place] && !alike.has(text))).toEqual([])
})
