/** The first match wins, since nearly every browser also calls itself Mozilla, Chrome and Safari. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/**
 * The parts of a name such as `Chrome on Linux`, which a page says in its own language; null for any other, which somebody
 * chose. It may be the local tenant's name for a device, where a Mac has a shorter one.
 */
export function partsOfLabel(label: string): { browser: string; system: string } | null {
  const [browser = '', system = '', ...more] = label.split(' on ')
  const knows = (table: [RegExp, string][], name: string) => table.some(([, known]) => known === name)
  const isKnown = knows(BROWSERS, browser) && (knows(SYSTEMS, system) || system === 'Mac')
  return isKnown && more.length === 0 ? { browser, system } : null
}

export const UNKNOWN_BROWSER = 'Unknown browser'

/**
 * Names a browser as its owner would, such as `Chrome on Linux`, from its `User-Agent` (RFC 9110 section 10.1.5). Only
 * words of these tables come out, never the client's own text.
 */
export function deviceLabel(userAgent: string | null): string {
  const named = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const browser = named(BROWSERS) ?? UNKNOWN_BROWSER
  const system = named(SYSTEMS)
  return system ? `${browser} on ${system}` : browser
}
