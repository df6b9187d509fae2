const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'

const SMALL = new Map<string, bigint>([
  ...ONES.split(' ').map((word, value): [string, bigint] => [word, BigInt(value)]),
  ...TENS.split(' ').map((word, index): [string, bigint] => [word, BigInt((index + 2) * 10)]),
  ['fourty', 40n],
])
const SCALES = new Map<string, bigint>([
  ['thousand', 1_000n],
  ['grand', 1_000n],
  ['million', 1_000_000n],
])

export interface FoundNumber {
  start: number
  end: number
  /** Undefined when the words do not make one number, e.g. "nineteen ninety". */
  value: string | undefined
}

/** Every run of English number words in a lower-case text, with its value. "One" alone is a pronoun, not a number. */
export function findNumberWords(text: string): FoundNumber[] {
  const found: FoundNumber[] = []
  let run: RegExpExecArray[] = []
  const close = () => {
    while (run.at(-1)?.[0] === 'and') run.pop()
    const [first, last] = [run[0], run.at(-1)]
    if (first && last && run.some((token) => isNumberWord(token[0]))) {
      const words = run.map((token) => token[0])
      found.push({ start: first.index, end: last.index + last[0].length, value: worthOf(words)?.toString() })
    }
    run = []
  }
  for (const token of text.matchAll(/[a-z]+/g)) {
    if (!touches(text, run.at(-1), token)) close()
    if (isNumberWord(token[0]) || startsOrJoins(text, run, token)) run.push(token)
    else close()
  }
  close()
  return found
}

function isNumberWord(word: string): boolean {
  return SMALL.has(word) || SCALES.has(word) || word === 'hundred'
}

/** "a" before "hundred", "and" between two number words. */
function startsOrJoins(text: string, run: RegExpExecArray[], token: RegExpExecArray): boolean {
  const next = /^\s+([a-z]+)/.exec(text.slice(token.index + token[0].length))?.[1] ?? ''
  if (run.length === 0) return token[0] === 'a' && (next === 'hundred' || SCALES.has(next))
  return (
    token[0] === 'and' && isNumberWord(next) && (run.at(-1)?.[0] === 'hundred' || SCALES.has(run.at(-1)?.[0] ?? ''))
  )
}

function touches(text: string, before: RegExpExecArray | undefined, token: RegExpExecArray): boolean {
  return before === undefined || /^[\s-]+$/.test(text.slice(before.index + before[0].length, token.index))
}

interface Tally {
  total: bigint
  current: bigint
  lastScale: bigint
}

/** Strict: each word must find its place free, so that nonsense is asked about and not guessed. */
function worthOf(words: string[]): bigint | undefined {
  let tally: Tally | undefined = { total: 0n, current: 0n, lastScale: 1_000_000_000n }
  for (const word of words) tally = tally && count(tally, word)
  return tally && tally.total + tally.current
}

function count(tally: Tally, word: string): Tally | undefined {
  const { total, current, lastScale } = tally
  const small = SMALL.get(word)
  const scale = SCALES.get(word)
  if (word === 'a') return { ...tally, current: 1n }
  if (small !== undefined) return fits(current, small) ? { ...tally, current: current + small } : undefined
  if (word === 'hundred') return current > 0n && current < 100n ? { ...tally, current: current * 100n } : undefined
  if (scale === undefined) return tally
  return current > 0n && scale < lastScale
    ? { total: total + current * scale, current: 0n, lastScale: scale }
    : undefined
}

function fits(current: bigint, small: bigint): boolean {
  if (current % 100n === 0n) return true
  return small < 10n && small > 0n && current % 10n === 0n && current % 100n >= 20n
}
