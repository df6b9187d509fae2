import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second, whatever the kernel's own clock (proc(5), sysconf(3)). */
const MICROSECONDS_PER_TICK = 10_000
const FIELDS = { parent: 1, user: 11, system: 12, endedUser: 13, endedSystem: 14 }

/**
 * The processor time of a process and its children, those that have ended included, in microseconds. Null where the
 * system has no /proc.
 */
export function processorMicroseconds(pid: number): number | null {
  try {
    const own = statOf(String(pid))
    let ticks = own.ticks + own.endedTicks
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      try {
        const { parent, ticks: used } = statOf(entry)
        if (parent === pid) ticks += used
      } catch {
        // It has ended since the folder was read, and counts among those that have.
      }
    }
    return ticks * MICROSECONDS_PER_TICK
  } catch {
    return null
  }
}

function statOf(pid: string) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // A process's name stands in brackets, and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const at = (place: number) => Number(fields[place])
  return {
    parent: at(FIELDS.parent),
    ticks: at(FIELDS.user) + at(FIELDS.system),
    endedTicks: at(FIELDS.endedUser) + at(FIELDS.endedSystem),
  }
}
