import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { supervise } from '@/tenant/postgres/supervise'

const folder = mkdtempSync(join(tmpdir(), 'baink-lifeline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isThere = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

/** The shells of the lifeline: they share the process group of the one that was started. */
function shellsOf(group: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Boolean)
  return pids.filter((pid) => {
    try {
      const [name = '', rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
      return name.endsWith('(sh') && Number(rest.split(' ')[2]) === group
    } catch {
      return false
    }
  })
}

/** Starts a program under a lifeline, and answers when it runs. */
async function running(name: string, atTerm: string) {
  const [program, note] = [join(folder, `${name}.mjs`), join(folder, `${name}.txt`)]
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs'
     const note = (word) => writeFileSync(${JSON.stringify(note)}, process.pid + ' ' + word)
     process.on('SIGTERM', () => { note('asked'); ${atTerm} })
     setInterval(() => {}, 1_000)
     note('runs')`,
  )
  const supervised = supervise({
    command: process.execPath,
    args: [program],
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 5 },
    output: () => {},
  })
  await vi.waitUntil(() => existsSync(note) && readFileSync(note, 'utf8').endsWith('runs'), { timeout: 10_000 })
  const said = () => readFileSync(note, 'utf8').split(' ')
  return { group: supervised.child.pid ?? 0, pid: Number(said()[0]), word: () => said()[1], supervised }
}

test.runIf(existsSync('/proc/self/stat')).each([
  ['is asked to stop', 'process.exit(0)', 5_000],
  ['is ended where it does not stop', '', 15_000],
])('a program whose lifeline was killed as a whole %s', { timeout: 30_000 }, async (_, atTerm, timeout) => {
  const { group, pid, word } = await running(`lost-${timeout}`, atTerm)
  const shells = shellsOf(group)
  expect(shells.length).toBeGreaterThanOrEqual(3)
  for (const shell of shells) process.kill(shell, 'SIGKILL')
  await vi.waitUntil(() => !isThere(pid), { timeout, interval: 50 })
  expect(word()).toBe('asked')
})

test('a program under its lifeline runs on, and is stopped as ever', async () => {
  const { supervised, word } = await running('held', 'process.exit(0)')
  await new Promise((later) => setTimeout(later, 1_000))
  expect(word()).toBe('runs')
  await supervised.stop()
  expect(word()).toBe('asked')
})
