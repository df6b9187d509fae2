import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** A second of grace, as scripts/lifeline.sh gives it, and two for a busy machine. */
const GONE_MS_MAX = 3_000
const BUILD = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))
const NEXT = 'node_modules/next/dist/bin/next'

let checkout: string
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'baink-build-'))
  mkdirSync(join(checkout, 'node_modules/next/dist/bin'), { recursive: true })
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

/** Stands in for Next in a checkout of its own: a real build takes half a minute. */
function nextIs(program: string): void {
  writeFileSync(join(checkout, NEXT), `const { writeFileSync, mkdirSync } = require('node:fs')\n${program}`)
}

/** A process that builds, as `npm start` does. */
function builder() {
  const program = `const { buildIfChanged } = await import(${JSON.stringify(pathToFileURL(BUILD).href)})
    await buildIfChanged((line) => console.log(line))`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
  return spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] })
}

const pidOfBuild = () => Number(readFileSync(join(checkout, 'pid'), 'utf8'))

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test.each(['SIGKILL', 'SIGTERM'] as const)('a starter that ends by %s takes its build with it', async (signal) => {
  nextIs(`writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`)
  const starter = builder()
  await expect.poll(() => existsSync(join(checkout, 'pid')), { timeout: 20_000 }).toBe(true)
  const pid = pidOfBuild()
  starter.kill(signal)
  await once(starter, 'exit')
  await expect.poll(() => isAlive(pid), { timeout: GONE_MS_MAX }).toBe(false)
})

test('the start after that builds, and the one after that has nothing to build', async () => {
  writeFileSync(join(checkout, 'proxy.ts'), '')
  mkdirSync(join(checkout, '.next'))
  writeFileSync(join(checkout, '.next/building'), String(2 ** 22 + 1))
  nextIs(`mkdirSync('.next', { recursive: true }); writeFileSync('.next/BUILD_ID', 'one')`)
  for (const says of [/^Building the app/, /^$/]) {
    const starter = builder()
    let said = ''
    starter.stdout.on('data', (chunk) => (said += chunk))
    const [code] = await once(starter, 'close')
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(says) })
  }
  expect(existsSync(join(checkout, '.next/building'))).toBe(false)
})

test('a build that fails ends the start with its own words', async () => {
  nextIs(`console.error('Module not found: lodash'); process.exit(1)`)
  const starter = builder()
  let said = ''
  starter.stderr.on('data', (chunk) => (said += chunk))
  const [code] = await once(starter, 'close')
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringMatching(/The build failed:[\s\S]*Module not found: lodash/),
  })
})
