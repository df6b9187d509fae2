import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundled } from '../support/programs/bundled'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LINE_MS_MAX = 120_000
const LOOK_MS = 50

/** The program as `npm run agent` runs it. The tests run it some sixty times, and so mostly from one file. */
export const SOURCES = ['--import', 'tsx', 'agent/main.ts']

type Line = Record<string, unknown>

/** The program as it runs for somebody else: a process of its own that knows the bank's address and nothing more. */
export interface CommandLine {
  process: Pick<ChildProcess, 'kill'>
  lines: Line[]
  /** The first line that has this member, as soon as it is there. */
  line(member: string, value?: unknown): Promise<Line>
  /** The code that it ends with. */
  exit: Promise<number | null>
}

export function commandLine(
  bank: string,
  state: string,
  args: string[],
  more: Record<string, string> = {},
  program = [bundled('agent')],
): CommandLine {
  const child = spawn(process.execPath, [...program, '--json', ...args], {
    cwd: ROOT,
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      HOME: state,
      BANK_URL: bank,
      XDG_STATE_HOME: state,
      LOG_LEVEL: 'silent',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: Line[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (text) => lines.push(JSON.parse(text)))
  const closed = once(reader, 'close')
  const exit = Promise.all([once(child, 'exit'), closed]).then(([[code]]) => code as number | null)
  return {
    process: child,
    lines,
    exit,
    async line(member, value) {
      const deadline = performance.now() + LINE_MS_MAX
      for (;;) {
        const found = lines.find((line) => member in line && (value === undefined || line[member] === value))
        if (found) return found
        if (performance.now() > deadline) throw new Error(`no ${member} in ${JSON.stringify(lines)}`)
        await sleep(LOOK_MS)
      }
    },
  }
}
