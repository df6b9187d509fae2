import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/** The same browser without a window, which takes a third less work. */
const HEADLESS = 'chromium-headless-shell'
const INSTALLED = [
  HEADLESS,
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * Finds a browser for the tests, or fetches one. Tries CHROMIUM_PATH, an installed Chromium or Chrome, Playwright's own
 * download, and Debian's package, in this order.
 * @returns the browser's path
 * @throws Error that says what to do if none can be had
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium()
  if (found) return found
  console.log('No browser here yet: fetching one …')
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'ignore', timeout: 5 * 60_000 })
  const downloaded = findChromium()
  if (downloaded) return downloaded
  spawnSync(
    'sh',
    [
      '-c',
      'apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell || apt-get install -y --no-install-recommends chromium',
    ],
    {
      stdio: 'ignore',
      timeout: 10 * 60_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  )
  const packaged = findChromium()
  if (packaged) return packaged
  throw new Error('No browser could be found or fetched: install Chromium or Chrome, or set CHROMIUM_PATH to one.')
}

/**
 * The installed browser's path; null where there is none. Fetches nothing. A CHROMIUM_PATH that leads nowhere is an
 * error.
 */
export function findChromium(): string | null {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (runs(given)) return given
    throw new Error('CHROMIUM_PATH: does not lead to a browser that starts')
  }
  return firstOf(INSTALLED)
}

/**
 * The path of a Chromium or Chrome with all its parts, of which the one without a window lacks some; null where there is none. Fetches
 * nothing.
 */
export function findWholeChromium(): string | null {
  return firstOf(INSTALLED.filter((name) => name !== HEADLESS))
}

function firstOf(names: string[]): string | null {
  for (const name of names) {
    const path = name.startsWith('/')
      ? name
      : spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()
    if (path && runs(path)) return path
  }
  const own = chromium.executablePath()
  return existsSync(own) && runs(own) ? own : null
}

/** A downloaded browser may still not start, for lack of a system library. */
function runs(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}
