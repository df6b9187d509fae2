import { z } from 'zod'

const NAME_MAX = 40

/** What a customer calls a device: a short line of characters that can be seen. */
export const DeviceName = z
  .string()
  .transform((name) => name.trim().replace(/\s+/g, ' '))
  .refine((name) => /^[^\p{Cc}\p{Cf}\p{Cs}]+$/u.test(name) && [...name].length <= NAME_MAX)

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
