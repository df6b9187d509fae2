const SEQUENCE_MAX = 2n ** 63n - 1n

/** The cursor is a place in the book, wrapped so that nobody takes it for a number to count with. */
export function cursorAt(sequence: bigint): string {
  return Buffer.from(sequence.toString()).toString('base64url')
}

/** The place that a cursor stands for; null where it is none of ours. */
export function placeOf(cursor: string): bigint | null {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!/^[1-9]\d{0,18}$/.test(text)) return null
  const sequence = BigInt(text)
  return sequence <= SEQUENCE_MAX && cursorAt(sequence) === cursor ? sequence : null
}
