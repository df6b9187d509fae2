import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from '@/tenant/postgres/free-port'
import { say } from './support/aiya'
import { opened, signIn } from './support/bank'
import { ambient } from './support/open-bank'

const OPEN = 'Ctrl-C stops it.'

test('a healthy bank says where it is and how to sign in, and not a line more until it is stopped', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const folder = mkdtempSync(join(tmpdir(), 'baink-output-'))
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const [app = '', tenant = '', shop, brokerage] = ports.map((port) => `http://localhost:${port}`)
  const [, TENANT_PORT, SHOP_PORT, BROKERAGE_PORT] = ports.map(String)
  const variables = { APP_BASE_URL: app, TENANT_PORT, SHOP_PORT, BROKERAGE_PORT, DATA_DIR: folder }
  const child = spawn('npm', ['start', '--silent'], { env: { ...ambient(), ...variables } })
  const ended = once(child, 'close')
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
  try {
    await expect.poll(() => said, { timeout: 180_000 }).toContain(OPEN)
    const password = /Password: (\S+)/.exec(said)?.[1] ?? ''
    opened({ app, own: app, tenant, password, database: '' })
    await signIn(page, 'alice')
    await page.goto(`${app}/aiya`)
    await say(page, 'what are my limits?')
    await expect(page.getByRole('table')).toContainText('Left today')
  } finally {
    child.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  expect(said.split('\n').filter((line) => line.trim() !== '')).toEqual([
    'Starting the database …',
    'Starting the local tenant …',
    'Starting shop and brokerage …',
    'Starting the app …',
    expect.stringMatching(/^The bAInk is open \(ready in [\d.]+ s\)\.$/),
    `  App     ${app}`,
    `  Tenant  ${tenant}`,
    `  Phone   ${tenant}/phone`,
    `  Shop    ${shop}`,
    `  Shares  ${brokerage}`,
    '  Sign in as alice@example.com or bob@example.com',
    expect.stringMatching(/^ {2}Password: demo-\S+$/),
    OPEN,
    'Stopping …',
  ])
})

test('two starts at once in one new folder open one bank, and the other says why not; the folder serves again', async () => {
  test.setTimeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'baink-two-starts-'))
  const [app, tenant, shop, brokerage] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const variables = {
    ...{ APP_BASE_URL: `http://localhost:${app}`, TENANT_PORT: String(tenant) },
    ...{ SHOP_PORT: String(shop), BROKERAGE_PORT: String(brokerage), DATA_DIR: join(folder, 'data') },
  }
  const begin = () => {
    const child = spawn('npm', ['start', '--silent'], { env: { ...ambient(), ...variables } })
    const start = { said: '', ended: once(child, 'close'), child }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (start.said += chunk))
    return start
  }
  const stop = async ({ child, ended }: ReturnType<typeof begin>) => {
    child.kill('SIGINT')
    await ended
  }
  const two = [begin(), begin()]
  try {
    await Promise.race(two.map(({ ended }) => ended))
    const open = two.filter(({ said }) => said.includes(OPEN))
    const refused = two.filter(({ said }) => !said.includes(OPEN))
    expect([open.length, refused.length], two.map(({ said }) => said).join('\n')).toEqual([1, 1])
    expect(refused[0]?.said).toContain(`Waiting for another start in ${variables.DATA_DIR} …`)
    expect(refused[0]?.said).toContain(`Port ${app} (the app) is in use`)
    expect((await fetch(`http://localhost:${app}/api/health`)).status).toBe(200)
  } finally {
    await Promise.all(two.map(stop))
  }
  const again = begin()
  try {
    await expect.poll(() => again.said, { timeout: 60_000 }).toContain(OPEN)
  } finally {
    await stop(again)
    rmSync(folder, { recursive: true, force: true })
  }
})
