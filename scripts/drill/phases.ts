import type { Traffic } from '@/tests/replicas/traffic'
import type { PageWatch } from './page-watch'
import type { Report } from './report'

/** A part of a drill, between two moments of `performance.now()`. */
export interface Phase {
  name: string
  begun: number
  ended: number
}

/** The parts of a drill, one after the other. */
export class Phases {
  readonly all: Phase[] = []

  constructor(readonly report: Report) {}

  async run<Found>(name: string, work: () => Promise<Found>): Promise<Found> {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      this.all.push({ name, begun, ended: performance.now() })
      this.report.took(begun, name)
    }
  }
}

const HEADINGS = ['what', 'seconds', 'transfers', 'longest pause', 'failed orders', 'broken pages']

/** Each part with its seconds and with what customers had of it. */
export function phaseTable(phases: Phase[], traffic: Traffic, pages: PageWatch): string {
  const rows = phases.map(({ name, begun, ended }) => {
    const { acknowledged, longestGapMs, troubles } = traffic.between(begun, ended)
    return [
      ...[name, ((ended - begun) / 1_000).toFixed(1), `${acknowledged}`, `${longestGapMs} ms`, `${troubles}`],
      `${pages.brokenBetween(begun, ended).length}`,
    ]
  })
  const widths = HEADINGS.map((_, n) => Math.max(...[HEADINGS, ...rows].map((row) => row[n]?.length ?? 0)))
  const lineOf = (row: string[]) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  ')
  return [HEADINGS, ...rows].map(lineOf).join('\n')
}
