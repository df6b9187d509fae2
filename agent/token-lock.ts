import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from './failure'
import type { Settings } from './settings'
import { makeFolder, tokenFile } from './token-file'

/** Longer than renewing may take, two requests of 30 s (a proof may be asked for anew): an older lock was left by a killed run. */
const STALE_MS = 75_000
const WAIT_MS_MAX = 90_000
const EVERY_MS = 50

/**
 * Changes what is kept while no other run of this program does. A refresh token is good once: two runs that renew the same one
 * look like a theft to the tenant, which ends the access (RFC 9700, section 4.14.2). What is kept must be read again inside.
 * @throws Failure `busy` if others keep the lock for a minute and a half
 */
export async function alone<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  makeFolder(settings)
  const file = `${tokenFile(settings)}.lock`
  const mine = randomUUID()
  await take(file, mine)
  const free = () => {
    if (holderOf(file) === mine) rmSync(file, { force: true })
  }
  // Ctrl-C ends the process in the middle of the work.
  process.once('exit', free)
  try {
    return await work()
  } finally {
    process.off('exit', free)
    free()
  }
}

async function take(file: string, mine: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS_MAX; Date.now() < until; await sleep(EVERY_MS)) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error
    }
    if (isStale(file)) removeStale(file)
  }
  throw new Failure('busy', `Another run is renewing the access. If there is none, remove ${file}`)
}

function holderOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function isStale(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS
}

/** Of two runs that find the same stale lock, one gets to rename it. */
function removeStale(file: string): void {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  rmSync(aside, { force: true })
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
