/** Letters that look like others: Cyrillic, Greek, full-width and digits, as a forger would choose them. */
const LOOK_ALIKES: Record<string, string> = {
  a: '\u0430',
  c: '\u0441',
  e: '\u0435',
  i: '\u0456',
  o: '\u043e',
  p: '\u0440',
  s: '\u0455',
  x: '\u0445',
  y: '\u0443',
  A: '\u0391',
  B: '\u0412',
  E: '\u0395',
  H: '\u041d',
  K: '\u039a',
  M: '\u041c',
  O: '0',
  P: '\u0420',
  S: '\u0405',
  T: '\u0422',
  '0': '\uff10',
  '1': 'l',
  '2': '\uff12',
  '5': '\uff15',
  '.': '\u2024',
  '-': '\u2010',
}

/** Every text that differs from `text` in one character: the next one in its place, its look-alike, or none. */
export function oneCharacterOff(text: string): string[] {
  const characters = [...text]
  return characters.flatMap((character, at) => {
    const put = (other: string) => [...characters.slice(0, at), other, ...characters.slice(at + 1)].join('')
    const next = String.fromCodePoint((character.codePointAt(0) ?? 0) + 1)
    const lookAlike = LOOK_ALIKES[character]
    return [put(next), put(''), ...(lookAlike ? [put(lookAlike)] : [])]
  })
}

/** An id with one hexadecimal digit counted up, at every place. */
export function oneDigitOff(id: string): string[] {
  return [...id].flatMap((digit, at) => {
    const value = Number.parseInt(digit, 16)
    if (Number.isNaN(value)) return []
    return [id.slice(0, at) + ((value + 1) % 16).toString(16) + id.slice(at + 1)]
  })
}

/** A decimal amount by one minor unit up and down, and in every other spelling that somebody might take for the same. */
export function otherAmounts(amount: string): string[] {
  const minor = BigInt(amount.replace('.', ''))
  const spell = (value: bigint) => `${value / 100n}.${String(value % 100n).padStart(2, '0')}`
  return [
    spell(minor + 1n),
    spell(minor - 1n),
    spell(minor * 10n),
    spell(minor / 10n),
    spell(minor + 1_000n),
    `0${amount}`,
    `+${amount}`,
    `-${amount}`,
    ` ${amount}`,
    `${amount} `,
    `${amount}0`,
    amount.slice(0, -1),
    amount.replace('.', ','),
    amount.replace('.00', ''),
    `${amount}e0`,
    ...oneCharacterOff(amount),
  ]
}

/** A memo in other words, and in the same words in other bytes. */
export function otherMemos(memo: string): (string | null)[] {
  return [
    ...oneCharacterOff(memo),
    `${memo} `,
    ` ${memo}`,
    memo.toUpperCase(),
    memo.normalize('NFD'),
    `${memo}\u200b`,
    `\u202e${memo}`,
    memo.replace(' ', '\u00a0'),
    '',
    null,
  ].filter((other) => other !== memo)
}
