import { log } from '@/lib/platform/log'

/**
 * The areas of the bank that may be wrong while it runs: the `schema`, the `balances` and the `transfers` of the database, and
 * taking over `approvals`.
 */
export const AREAS = ['schema', 'balances', 'transfers', 'approvals'] as const

export type Area = (typeof AREAS)[number]

// The watch runs in instrumentation's bundle, and the health route in another.
const shared = globalThis as { bainkConcerns?: Map<Area, string[]> }

function concerns(): Map<Area, string[]> {
  shared.bainkConcerns ??= new Map()
  return shared.bainkConcerns
}

/**
 * Records the problems of an area, one line each; an empty list means that the area is well again. Each change is
 * logged once.
 */
export function noteConcerns(area: Area, lines: string[], cause?: unknown): void {
  const before = concerns().get(area) ?? []
  concerns().set(area, lines)
  if (lines.join() === before.join()) return
  if (lines.length > 0) log.error({ area, lines, ...(cause !== undefined && { cause }) }, 'the bank is not sound')
  else log.warn({ area }, 'the bank is sound again')
}

/** Whether no problem is known in any of these areas. */
export function isSound(...areas: Area[]): boolean {
  return areas.every((area) => (concerns().get(area) ?? []).length === 0)
}
