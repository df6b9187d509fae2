import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 200

/**
 * Waits until no other running process holds the turn that `folder` stands for, and takes it. The folder holds one
 * file, named for the holder. A rename puts the folder in place, which POSIX allows only where there is no such folder
 * or an empty one, so one of many gets it. A dead process's file is removed by its name, so that nobody removes a turn
 * that was taken a moment ago.
 * @param wait called once where somebody else holds it
 * @returns a function that gives the turn back
 * @throws Error if others held the turn for all of `msMax`
 */
export async function takeTurn(folder: string, msMax: number, wait = () => {}): Promise<() => void> {
  const mine = `${process.pid}-${randomUUID()}`
  mkdirSync(dirname(folder), { recursive: true })
  const ready = mkdtempSync(`${folder}-`)
  try {
    writeFileSync(join(ready, mine), '')
    const deadline = Date.now() + msMax
    for (let look = 0; ; await sleep(LOOK_MS)) {
      if (isPlaced(ready, folder)) return () => rmSync(join(folder, mine), { force: true })
      // A dead process's turn is free at the second look.
      if (look++ === 1) wait()
      if (Date.now() > deadline) {
        throw new Error(`Another process has held ${folder} for ${msMax / 60_000} minutes. Remove it if none runs.`)
      }
      for (const holder of readdirSync(folder)) {
        if (!isAlive(Number.parseInt(holder, 10))) rmSync(join(folder, holder), { force: true })
      }
    }
  } finally {
    rmSync(ready, { recursive: true, force: true })
  }
}

function isPlaced(ready: string, folder: string): boolean {
  try {
    renameSync(ready, folder)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    // Another user's process cannot be signalled, but it runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
