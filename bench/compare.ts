/** What one contender got done in one round. */
export interface Turn {
  done: number
  /** How long it took, in milliseconds, without what comes before the work. */
  ms: number
  /** How long each piece of work took, in milliseconds, where that is known. */
  each?: number[]
  /** Processor microseconds of all the work, in this process and in Postgres, where that is known. */
  nodeMicroseconds?: number
  postgresMicroseconds?: number
}

/** Something that can be measured: `run` works for about so many milliseconds. */
export interface Contender {
  name: string
  run(ms: number): Promise<Turn>
}

/** A contender's turns, round by round. */
export type Race = Map<string, Turn[]>

export interface Comparison {
  what: string
  /** Under which circumstances, such as `{ accounts: 'hot', clients: 8 }`. */
  setting: Record<string, string | number>
  first: string
  second: string
  /** How many times as much the first got done as the second in the same round. */
  ratio: { median: number; min: number; max: number; rounds: number[] }
}

/**
 * Runs the contenders in turns (A B C, A B C, …), so that whatever else the machine is doing hits them alike. A round
 * before the first warms everything up, and is forgotten. It is longer than a short turn: the bank opens twenty connections,
 * each of which compiles functions and plans statements for 0.15 seconds of processor time, as pgbench's do before its turns begin.
 */
export async function race(contenders: Contender[], { rounds, ms }: { rounds: number; ms: number }): Promise<Race> {
  const turns: Race = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const { name, run } of contenders) {
      const turn = await run(round < 0 ? warmUpFor(ms) : ms)
      if (round >= 0) turns.get(name)?.push(turn)
    }
  }
  return turns
}

const WARM_UP_MS = 2_000
/** Shorter turns than this show that everything runs, and no more. */
const MEASURED_MS_MIN = 500

const warmUpFor = (ms: number) => (ms < MEASURED_MS_MIN ? ms / 2 : Math.max(WARM_UP_MS, ms / 2))

const rateOf = ({ done, ms }: Turn) => done / ms

/** The first against the second round by round; null where one of them did not run. */
export function ratioOf(turns: Race, first: string, second: string): Comparison['ratio'] | null {
  const [ones, others] = [turns.get(first) ?? [], turns.get(second) ?? []]
  const rounds = ones.flatMap((one, round) => {
    const other = others[round]
    return other ? [rateOf(one) / rateOf(other)] : []
  })
  if (rounds.length === 0) return null
  const sorted = [...rounds].sort((a, b) => a - b)
  const at = (place: number) => round2(sorted[Math.floor(place)] ?? Number.NaN)
  return { median: at(sorted.length / 2), min: at(0), max: at(sorted.length - 1), rounds: rounds.map(round2) }
}

/** What a contender did over all rounds: pieces of work a second, and how long the median and the slowest hundredth took. */
export function summary(turns: Turn[] | undefined) {
  if (!turns?.length)
    return { perSecond: null, msP50: null, msP99: null, nodeMicroseconds: null, postgresMicroseconds: null }
  const sum = (of: (turn: Turn) => number | undefined) => turns.reduce((all, turn) => all + (of(turn) ?? Number.NaN), 0)
  const done = sum((turn) => turn.done)
  const each = turns.flatMap((turn) => turn.each ?? []).sort((a, b) => a - b)
  const share = (part: number) => orNull(round2(each[Math.floor(each.length * part)] ?? Number.NaN))
  return {
    perSecond: orNull(Math.round((done / sum((turn) => turn.ms)) * 1_000)),
    msP50: share(0.5),
    msP99: share(0.99),
    nodeMicroseconds: orNull(Math.round(sum((turn) => turn.nodeMicroseconds) / done)),
    postgresMicroseconds: orNull(Math.round(sum((turn) => turn.postgresMicroseconds) / done)),
  }
}

const round2 = (number: number) => Math.round(number * 100) / 100
const orNull = (number: number) => (Number.isFinite(number) ? number : null)
