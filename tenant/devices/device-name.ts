import { z } from 'zod'
import { printable, refusedIn, visible } from '../assets/printable.js'
import type { Told } from '../http/answers'
import { LANGUAGES } from '../words/language'
import { type Words, wordsOf } from '../words/words'

const NAME_MAX = 40

/**
 * The customer's name for a device: a short line with at least one visible character, stored as it is shown. A name that
 * the enrolment page suggested is stored in English, whatever the page's language was: `deviceNameIn` shows it.
 */
export const DeviceName = z
  .string()
  .refine((name) => refusedIn(name) === undefined)
  .transform(printable)
  .refine((name) => name !== '' && [...name].length <= NAME_MAX)
  .transform((name) => neutral(name))

/** The answer, sent with 400, to a bad name in a proof or order that is otherwise good. */
export function badName(name: string): Told {
  const refused = refusedIn(name)
  return { code: 'bad_name', message: ({ told }) => told.badName(refused, NAME_MAX) }
}

const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
]

/** What a suggested name is made of; either part may be unknown. */
interface Guess {
  browser?: string | undefined
  system?: string | undefined
}

const ENGLISH = wordsOf('en', 'tenant')

/** A suggested name for this browser, from its `User-Agent`: `Chrome on Linux`. */
export function guessDeviceName(userAgent: string, words: Words = ENGLISH): string {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1]
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1]
  return named({ browser, system }, words)
}

/** A device's name as its reader sees it: one that was suggested is in the page's language, any other as it was chosen. */
export function deviceNameIn(name: string, words: Words): string {
  const guess = SUGGESTED.get(name)
  return guess ? named(guess, words) : visible(name)
}

function neutral(name: string): string {
  const guess = SUGGESTED.get(name)
  return guess ? named(guess, ENGLISH) : name
}

function named({ browser, system }: Guess, { enrol }: Words): string {
  if (!browser) return system ?? enrol.someBrowser
  return system ? enrol.browserOn(browser, system) : browser
}

/** What each suggested name is made of, in every language. */
const SUGGESTED = new Map(
  LANGUAGES.flatMap((language) =>
    [{}, ...BROWSERS.flatMap(([, browser]) => SYSTEMS.map(([, system]) => ({ browser, system })))].map(
      (guess) => [named(guess, wordsOf(language, 'tenant')), guess] as const,
    ),
  ),
)
