import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Said only inside lib/platform/crash-point.ts. */
const TRACE = 'BAINK_CRASH_FILE'

/** The files of a build's server code in which a crash point is left. Source maps, which nobody runs, are not looked at. */
export function filesWithCrashPoints(folder: string): string[] {
  const files = readdirSync(join(folder, 'server'), { recursive: true, encoding: 'utf8' })
  return files.filter(
    (file) => /\.m?js$/.test(file) && readFileSync(join(folder, 'server', file), 'utf8').includes(TRACE),
  )
}
