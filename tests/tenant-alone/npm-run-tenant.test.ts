import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { freePort } from '@/tenant/postgres/free-port'
import { phoneRobot } from '../support/phone/phone'
import { spawnScript } from '../support/run-script'
import { askAlone, pollAlone, SAMPLE } from '../support/tenant/alone'

const folder = mkdtempSync(join(tmpdir(), 'baink-tenant-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PATIENCE_MS = 180_000

async function variables(): Promise<Record<string, string>> {
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify(SAMPLE))
  return {
    TENANT_CONFIG: config,
    TENANT_PORT: String(await freePort()),
    TENANT_TLS_PORT: String(await freePort()),
    TENANT_POLL_INTERVAL_SECONDS: '1',
    DATA_DIR: join(folder, 'data'),
  }
}

interface Started {
  child: ChildProcess
  said: () => string
}

/** Starts it as `npm run tenant` does, and waits until it has said how it ends. */
async function start(env: Record<string, string>): Promise<Started> {
  const child = spawn(process.execPath, ['tenant/bin.js'], { env: { ...process.env, ...env }, stdio: 'pipe' })
  let said = ''
  const serving = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      if (said.includes('Ctrl-C stops it.')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', () => reject(new Error(said)))
  })
  await serving
  return { child, said: () => said }
}

const isThere = (origin: string) =>
  fetch(`${origin}.well-known/openid-configuration`).then(
    ({ ok }) => ok,
    () => false,
  )

it(
  'serves what its file names, ends with one Ctrl-C, and knows after a kill -9 what it knew',
  async () => {
    const env = await variables()
    const issuer = `http://localhost:${env.TENANT_PORT}/`
    const first = await start(env)
    for (const told of [issuer, `https://localhost:${env.TENANT_TLS_PORT}/`, `${issuer}phone`, 'alice@example.com'])
      expect(first.said()).toContain(told)
    expect(first.said()).toMatch(/NODE_EXTRA_CA_CERTS=\S+authority-cert\.pem/)
    const password = SAMPLE.users[0]?.password ?? ''
    await phoneRobot(issuer, 'alice@example.com', password)
    const { body } = await askAlone(issuer, { binding_message: 'Over a crash' })
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')

    const second = await start(env)
    const phone = await phoneRobot(issuer, 'alice@example.com', password)
    await phone.approve((await phone.waitForRequest('Over a crash')).id)
    expect((await pollAlone(issuer, body.auth_req_id)).status).toBe(200)
    second.child.kill('SIGINT')
    const [code] = await once(second.child, 'exit')
    expect(code).toBe(0)
    expect(await isThere(issuer)).toBe(false)
  },
  PATIENCE_MS,
)

it(
  'starts nothing on a file that is not as it should be, and names the member',
  async () => {
    const env = await variables()
    writeFileSync(env.TENANT_CONFIG ?? '', JSON.stringify({ ...SAMPLE, apis: [{ audience: '' }] }))
    const { code, stderr } = await spawnScript(['tenant/bin.js'], env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^TENANT_CONFIG: .*\n {2}apis\.0\.audience: .*\n {2}apis\.0\.scopes: /)
  },
  PATIENCE_MS,
)

it(
  'says which variable is wrong',
  async () => {
    const { code, stderr } = await spawnScript(['tenant/bin.js'], {
      ...(await variables()),
      TENANT_TLS_PORT: 'https',
    })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^TENANT_TLS_PORT: /)])
  },
  PATIENCE_MS,
)
