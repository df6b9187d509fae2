import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** A second of grace, as tenant/postgres/lifeline.sh gives it, and two for a busy machine. */
const GONE_MS_MAX = 3_000
const BUILD = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))
const TSCONFIG = fileURLToPath(new URL('../../tsconfig.json', import.meta.url))
const STARTERS = 3
const TURN = '.next/cache/building'
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
    process.getBuiltinModule('node:fs').writeFileSync('started-' + process.pid, '')
    await buildIfChanged((line) => console.log(line))`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
  // The script's own imports go by the aliases of this checkout.
  const env = { ...process.env, TSX_TSCONFIG_PATH: TSCONFIG }
  return spawn(process.execPath, args, { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The highest process id that Linux gives is one less. */
function leaveTurnOfTheDead(): void {
  mkdirSync(join(checkout, TURN), { recursive: true })
  writeFileSync(join(checkout, TURN, `${2 ** 22 + 1}-left`), '')
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
  leaveTurnOfTheDead()
  nextIs(`mkdirSync('.next', { recursive: true }); writeFileSync('.next/BUILD_ID', 'one')`)
  for (const says of [/^Building the app/, /^$/]) {
    const starter = builder()
    let said = ''
    starter.stdout.on('data', (chunk) => (said += chunk))
    const [code] = await once(starter, 'close')
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(says) })
  }
  expect(readdirSync(join(checkout, TURN))).toEqual([])
})

test('of many starters that find the turn of a dead one, one builds and the others wait for it', async () => {
  writeFileSync(join(checkout, 'proxy.ts'), '')
  leaveTurnOfTheDead()
  nextIs(`const { readdirSync, rmSync } = require('node:fs')
    for (const name of readdirSync('.next')) if (name !== 'cache') rmSync('.next/' + name, { recursive: true })
    const whenAllWait = setInterval(() => {
      if (readdirSync('.').filter((name) => name.startsWith('started-')).length < ${STARTERS}) return
      clearInterval(whenAllWait)
      setTimeout(() => writeFileSync('.next/BUILD_ID', 'one'), 600)
    }, 50)`)
  const said = await Promise.all(
    Array.from({ length: STARTERS }, async () => {
      const starter = builder()
      let words = ''
      starter.stdout.on('data', (chunk) => (words += chunk))
      const [code] = await once(starter, 'close')
      return code === 0 ? words : 'failed'
    }),
  )
  expect(said.sort()).toEqual(['', '', expect.stringMatching(/^Building the app/)])
  expect(readdirSync(join(checkout, '.next/cache'))).toEqual(['building'])
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
