import { createHash } from 'node:crypto'

/** Prices change this often, and a quote stays firm for so long: longer than the phone may take to answer. */
const TICK_MS = 10_000
export const FIRM_MS = 6 * 60_000

/** The listed tickers: the price in cents around which it moves, and how far it swings, as a share of it. */
const LISTED = {
  ZEKO: { around: 500, swing: 0.2 },
  ATKO: { around: 2_340, swing: 0.12 },
  OKTA: { around: 8_850, swing: 0.08 },
  GOOG: { around: 17_620, swing: 0.06 },
} as const

export type Ticker = keyof typeof LISTED

export const TICKERS = Object.keys(LISTED) as Ticker[]

/** All shares are quoted in this currency. */
export const CURRENCY = 'USD'

/** Waves of noise of three lengths, the weights of which sum to one. */
const WAVES = [
  { ms: 3 * 60_000, weight: 0.35 },
  { ms: 17 * 60_000, weight: 0.4 },
  { ms: 3 * 3_600_000, weight: 0.25 },
]

/**
 * The price of a share in cents: a pure function of seed, ticker and time, so that any price of any moment can be worked
 * out again, and a quote needs no memory.
 * @param at milliseconds since 1970
 */
export function priceAt(seed: string, ticker: Ticker, at: number): bigint {
  const { around, swing } = LISTED[ticker]
  const tick = Math.floor(at / TICK_MS) * TICK_MS
  const noise = WAVES.reduce((sum, { ms, weight }) => sum + weight * noiseAt(`${seed} ${ticker} ${ms}`, tick / ms), 0)
  return BigInt(Math.max(1, Math.round(around * (1 + swing * noise))))
}

/** Whether this price was quoted for the ticker in the last six minutes. */
export function wasQuoted(seed: string, ticker: Ticker, priceMinor: bigint, now: number): boolean {
  const newest = Math.floor(now / TICK_MS)
  const oldest = Math.floor((now - FIRM_MS) / TICK_MS)
  for (let tick = newest; tick >= oldest; tick--) {
    if (priceAt(seed, ticker, tick * TICK_MS) === priceMinor) return true
  }
  return false
}

/** Smooth noise between −1 and 1: values at whole numbers, drawn from the name, with an S-curve between them. */
function noiseAt(name: string, position: number): number {
  const whole = Math.floor(position)
  const part = position - whole
  const curve = part * part * (3 - 2 * part)
  return drawn(name, whole) * (1 - curve) + drawn(name, whole + 1) * curve
}

function drawn(name: string, position: number): number {
  const hash = createHash('sha256').update(`${name} ${position}`).digest()
  return (hash.readUInt32BE(0) / 0xffff_ffff) * 2 - 1
}
