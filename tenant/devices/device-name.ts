import { z } from 'zod'
import type { Told } from '../http/tell'

const NAME_MAX = 40

/** Emoji are joined with U+200D, and the words of some scripts kept apart with U+200C. */
const UNSEEN = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}]/u
const SEEN = /(?![\u115F\u1160\u3164\uFFA0])[\p{L}\p{N}\p{P}\p{S}]/u

/** What a customer calls a device: a short line of characters that can be seen. */
export const DeviceName = z
  .string()
  .transform((name) => name.trim().replace(/\s+/g, ' '))
  .refine((name) => SEEN.test(name) && !UNSEEN.test(name) && [...name].length <= NAME_MAX)

/** What to answer with 400 to a name that is none: it is not the proof or the order around it that is wrong. */
export const BAD_NAME: Told = {
  code: 'bad_name',
  message: `The name of the device must have 1 to ${NAME_MAX} characters, all of which can be seen.`,
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

/** A guess at what this browser may be called, from its `User-Agent`: `Chrome on Linux`. */
export function guessDeviceName(userAgent: string): string {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1]
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1]
  if (!browser) return system ?? 'A browser'
  return system ? `${browser} on ${system}` : browser
}
