/** Whose clock this process's own is held against. */
export type Clock = 'database' | 'tenant'

const offsets = new Map<Clock, number>()

/**
 * Notes what another clock said in an answer that was asked for at `askedAt` and has come just now. All in milliseconds since 1970.
 * @param fineness how much later than `said` it may have been there: HTTP's `Date` leaves out the milliseconds
 */
export function noteClock(
  clock: Clock,
  said: number,
  { askedAt, fineness = 0 }: { askedAt: number; fineness?: number },
): void {
  const least = askedAt - (said + fineness)
  const most = Date.now() - said
  // The answer took its time: what lies between the two is no difference that can be told.
  offsets.set(clock, Math.max(least, 0) + Math.min(most, 0))
}

/** How many milliseconds this process's clock is ahead of the others, at least; negative where it is behind. */
export function clockOffsets(): ReadonlyMap<Clock, number> {
  return offsets
}
