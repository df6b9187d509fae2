interface Freshness {
  /** How long a value counts as new. Past half of this time it is read again in the background. */
  freshMs: number
  /** How long an old value serves while reading fails. */
  staleMs: number
  /** The pause between two attempts to read, while there is a value that may serve. */
  cooldownMs: number
}

/** A cached value from elsewhere, refreshed in time, and served old while its source is away. */
export interface KeptFresh<T> {
  /** @throws the error of `read`, if no value may serve. */
  get(): Promise<T>
  /**
   * The newest value, for a caller that missed something in it: reads again unless it did so within `cooldownMs`.
   * @throws the error of `read`, also of one within `cooldownMs`: an old value cannot tell what a new one lacks.
   */
  newest(): Promise<T>
}

/** Caches the value of `read`. Callers share one read, and wait for it only if the value is missing or not new. */
export function keptFresh<T>(read: () => Promise<T>, { freshMs, staleMs, cooldownMs }: Freshness): KeptFresh<T> {
  let kept: { value: T; at: number } | undefined
  let triedAt = -Infinity
  let failure: { error: unknown } | undefined
  let reading: Promise<T> | undefined

  const readAgain = (): Promise<T> => {
    triedAt = performance.now()
    reading ??= read()
      .then(
        (value) => {
          kept = { value, at: performance.now() }
          failure = undefined
          return value
        },
        (error: unknown) => {
          failure = { error }
          throw error
        },
      )
      .finally(() => {
        reading = undefined
      })
    return reading
  }
  const cooled = () => performance.now() - triedAt >= cooldownMs

  return {
    async get() {
      if (!kept) return readAgain()
      const { value, at } = kept
      const age = performance.now() - at
      if (age > staleMs) return readAgain()
      if (age > freshMs && !failure) return readAgain().catch(() => value)
      if (age > freshMs / 2 && cooled()) readAgain().catch(() => {})
      return value
    },
    async newest() {
      if (!kept || cooled()) return readAgain()
      if (failure) throw failure.error
      return kept.value
    },
  }
}
