import { expect, test } from 'vitest'
import { cssVariablesResolver, theme } from '@/app/_ui/theme'
import { welcomePage } from '@/app/_welcome/welcome-page'
import { COLOURS } from '@/app/_welcome/welcome-style'
import { LANGUAGES } from '@/lib/platform/text/language'

// The welcome page is no part of React's, so nothing but these tests ties it to the others.

test('its colours are the portal’s', () => {
  const { dark = [], gray = [], pine = [] } = theme.colors ?? {}
  const ground = cssVariablesResolver(theme as never)
  expect(COLOURS).toEqual({
    ground: [ground.light['--bank-ground'], ground.dark['--bank-ground']],
    card: [theme.white, dark[7]],
    line: [gray[3], dark[5]],
    edge: [gray[4], dark[4]],
    ink: [theme.black, dark[0]],
    soft: [gray[6], dark[2]],
    brand: [pine[7], pine[4]],
    'brand-ink': [theme.white, theme.black],
    'brand-hover': [pine[8], pine[3]],
  })
})

test.each(LANGUAGES)('in %s it says all that it says, and its one script has the answer’s nonce', (language) => {
  const page = welcomePage(language, 'n0nce')
  expect(page).toContain(`<html lang="${language}">`)
  const [, body = ''] = page.split('</head>')
  expect(body).not.toMatch(/undefined|\{\w+\}|soft&#62;/)
  expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script nonce="n0nce">'])
  expect(page).not.toMatch(/ on\w+=| style=/)
  // What the style sheet and the script hold would end either of them.
  expect(page.match(/<\/(script|style)>/g)).toHaveLength(2)
  expect(page.length).toBeLessThan(12_000)
})

test('no word of it is the same in both languages, but the name and the digits', () => {
  const [english, german] = LANGUAGES.map((language) => new Set(wordsOn(welcomePage(language, ''))))
  expect([...(english ?? [])].filter((text) => german?.has(text))).toEqual(['the bAInk', 'the b', 'AI', 'nk'])
})

/** What a person reads or hears. */
function wordsOn(page: string): string[] {
  const read = page.replace(/<(style|script)\b.*?<\/\1>/gs, '')
  const said = [...read.matchAll(/(?:aria-label|content)="([^"]*)"/g)].map(([, text = '']) => text)
  const shown = read.split(/<[^>]*>/)
  return [...shown, ...said]
    .map((text) => text.trim())
    .filter((text) => /\p{L}/u.test(text) && !/^width=|^#/.test(text))
}
