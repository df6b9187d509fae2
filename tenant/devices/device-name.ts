import { z } from 'zod'
import { printable, refusedIn } from '../assets/printable.js'
import type { Told } from '../http/answers'
import type { Words } from '../words/words'

const NAME_MAX = 40

/** The customer's name for a device: a short line with at least one visible character, stored as it is shown. */
export const DeviceName = z
  .string()
  .refine((name) => refusedIn(name) === undefined)
  .transform(printable)
  .refine((name) => name !== '' && [...name].length <= NAME_MAX)

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

/** A suggested name for this browser, from its `User-Agent`: `Chrome on Linux`. */
export function guessDeviceName(userAgent: string, { enrol }: Words): string {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1]
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1]
  if (!browser) return system ?? enrol.someBrowser
  return system ? enrol.browserOn(browser, system) : browser
}
