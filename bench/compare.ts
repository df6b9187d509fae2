/** Something that can be measured: `run` works for about so many milliseconds and answers how much it got done. */
export interface Contender {
  name: string
  run(ms: number): Promise<number>
}

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
 * Runs the contenders in turns (A B C, A B C, …), so that whatever else the machine is doing hits them alike, and
 * compares the first with each of the others round by round. A round before the first warms everything up.
 */
export async function compare(
  what: string,
  setting: Comparison['setting'],
  contenders: [Contender, ...Contender[]],
  { rounds, ms }: { rounds: number; ms: number },
): Promise<Comparison[]> {
  const [first, ...others] = contenders
  const ratios = new Map(others.map(({ name }) => [name, [] as number[]]))
  for (let round = -1; round < rounds; round++) {
    const rates = new Map<string, number>()
    for (const { name, run } of contenders) rates.set(name, await rateOf(run, round < 0 ? ms / 2 : ms))
    if (round < 0) continue
    for (const { name } of others) ratios.get(name)?.push((rates.get(first.name) ?? 0) / (rates.get(name) ?? 0))
  }
  return [...ratios].map(([second, all]) => ({ what, setting, first: first.name, second, ratio: summary(all) }))
}

async function rateOf(run: Contender['run'], ms: number): Promise<number> {
  const begun = performance.now()
  const done = await run(ms)
  return done / (performance.now() - begun)
}

function summary(ratios: number[]): Comparison['ratio'] {
  const sorted = [...ratios].sort((a, b) => a - b)
  const at = (place: number) => round2(sorted[Math.floor(place)] ?? Number.NaN)
  return { median: at(sorted.length / 2), min: at(0), max: at(sorted.length - 1), rounds: ratios.map(round2) }
}

const round2 = (ratio: number) => Math.round(ratio * 100) / 100
