const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'
const VALUES = new Map([
  ...ONES.split(' ').map((word, value) => [word, value] as const),
  ...TENS.split(' ').map((word, index) => [word, (index + 2) * 10] as const),
])
/** Powers of ten, also behind digits: `1.5k`. */
const SCALES = new Map(Object.entries({ hundred: 2, k: 3, thousand: 3, grand: 3, m: 6, million: 6 }))

/** Whether a lower-case word stands for a number by itself. */
export function isNumberWord(word: string): boolean {
  return VALUES.has(word) || (SCALES.has(word) && word.length > 1)
}

/** `"two thousand five hundred and twenty-five"` is 2525; undefined where words do not make one number: `nineteen ninety`. */
export function valueOfWords(text: string): number | undefined {
  // `below`: what the next word must be less than.
  let [total, group, below] = [0, 0, Number.POSITIVE_INFINITY]
  for (const word of text.match(/\b(?!and\b)[a-z]+/g) ?? []) {
    const [places, value = 1] = [SCALES.get(word), VALUES.get(word)]
    if (places ? group === 0 : value >= below) return undefined
    if (!places) [group, below] = [group + value, value >= 20 ? 10 : 0]
    else if (places === 2) [group, below] = [group * 100, 100]
    else [total, group, below] = [total + group * 10 ** places, 0, 100]
  }
  return total + group
}

/** `("1.5", "k")` is `"1500"`; empty unless the number is plain digits, with or without a decimal point. */
export function scaled(number: string, scale: string): string {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(number) ?? []
  const places = SCALES.get(scale) ?? 0
  return whole === undefined || fraction.length > places ? '' : whole + fraction.padEnd(places, '0')
}
