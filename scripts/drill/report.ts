/** What a drill tells of itself while it runs. */
export interface Report {
  /** Works, and says how long it took, with what it answered. */
  step<Found>(title: string, work: () => Promise<Found>): Promise<Found>
  /** A line with the seconds since `begun`, a moment of `performance.now()`. */
  took(begun: number, line: string): void
  /** A line beside the steps. */
  say(line: string): void
}

const MARGIN = ' '.repeat(10)

/** Prints all of it. */
export const printed: Report = {
  async step(title, work) {
    const begun = performance.now()
    const found = await work()
    printed.took(begun, `${title}${typeof found === 'string' ? `: ${found}` : ''}`)
    return found
  },
  took: (begun, line) => console.log(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(6)} s  ${line}`),
  say: (line) => console.log(`${MARGIN}${line}`),
}

/** @throws Error if what the drill is there to show does not hold */
export function hold(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`The drill failed: ${what}`)
}
