/** How many runs may be under way before others wait for one of them to end. */
const AT_ONCE = 2
/** So few are not spread over several runs, because each run costs something whatever is in it. */
const SHARE_MIN = 16
/** Longer than this nothing waits, however slow the runs under way are. */
const WAIT_MS_MAX = 4
/** The most that goes into one run. */
export const TOGETHER_MAX = 100

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result | Promise<Result>): void
  reject(error: unknown): void
}

/**
 * Gathers what waits, so that many pieces of work share one run. Nothing is added where nothing else is under way: what
 * comes then runs at the end of the turn of the event loop, alone if it is alone, and spread over two runs if it is many.
 */
export class Gatherer<Item, Result> {
  readonly #waiting: Waiting<Item, Result>[] = []
  #running = 0
  #turn: NodeJS.Immediate | undefined
  #patience: NodeJS.Timeout | undefined

  /** @param run gets 1 to 100 items, and settles each one apart: a promise for each, in their order. Never throws. */
  constructor(private readonly run: (items: Item[]) => Promise<Result>[]) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#waiting.length >= TOGETHER_MAX) this.#take()
      else if (this.#running < AT_ONCE) this.#turn ??= setImmediate(() => this.#take())
      else this.#patience ??= setTimeout(() => this.#take(), WAIT_MS_MAX)
    })
  }

  #take(): void {
    clearImmediate(this.#turn)
    clearTimeout(this.#patience)
    this.#turn = undefined
    this.#patience = undefined
    // All in one run would come back at one moment, and the database would rest while they do.
    const free = Math.max(1, AT_ONCE - this.#running)
    const share = Math.max(SHARE_MIN, Math.ceil(this.#waiting.length / free))
    const taken = this.#waiting.splice(0, Math.min(TOGETHER_MAX, share))
    if (taken.length === 0) return
    this.#running++
    const results = this.run(taken.map(({ item }) => item))
    for (const [place, { resolve, reject }] of taken.entries()) {
      const result = results[place]
      if (result) result.then(resolve, reject)
      else reject(new Error('a piece of work was not run'))
    }
    Promise.allSettled(results).then(() => {
      this.#running--
      this.#take()
    })
    if (free > 1) this.#take()
  }
}
