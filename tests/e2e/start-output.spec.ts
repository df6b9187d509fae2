import { type ChildProcess, spawn } from 'node:child_process'
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

interface Start {
  child: ChildProcess
  said: string
  ended: Promise<unknown>
}

function begin(variables: Record<string, string>): Start {
  const child = spawn('npm', ['start', '--silent'], { env: { ...ambient(), ...variables } })
  const start = { said: '', ended: once(child, 'close'), child }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (start.said += chunk))
  return start
}

async function stop({ child, ended }: Start): Promise<void> {
  child.kill('SIGINT')
  await ended
}

test('two starts at once in one new folder open one bank, which says how to sign in and not a line more; the other says why not; the folder serves again', async ({
  page,
}) => {
  test.setTimeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'baink-two-starts-'))
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const [app = '', tenant = '', shop, brokerage] = ports.map((port) => `http://localhost:${port}`)
  const [, TENANT_PORT = '', SHOP_PORT = '', BROKERAGE_PORT = ''] = ports.map(String)
  const variables = { APP_BASE_URL: app, TENANT_PORT, SHOP_PORT, BROKERAGE_PORT, DATA_DIR: join(folder, 'data') }
  const two = [begin(variables), begin(variables)]
  try {
    await Promise.race(two.map(({ ended }) => ended))
    const said = two.map((start) => start.said).join('\n')
    const open = two.filter((start) => start.said.includes(OPEN))
    const refused = two.filter((start) => !start.said.includes(OPEN))
    expect([open.length, refused.length], said).toEqual([1, 1])
    expect(refused[0]?.said).toContain(`Waiting for another start in ${variables.DATA_DIR} …`)
    expect(refused[0]?.said).toContain(`Port ${ports[0]} (the app) is in use`)
    const password = /Password: (\S+)/.exec(said)?.[1] ?? ''
    opened({ app, own: app, tenant, password, database: '' })
    await signIn(page, 'alice')
    await page.goto(`${app}/aiya`)
    await say(page, 'what are my limits?')
    await expect(page.getByRole('table')).toContainText('Left today')
  } finally {
    await Promise.all(two.map(stop))
  }
  const healthy = two.find(({ said }) => said.includes(OPEN))?.said ?? ''
  expect(healthy.split('\n').filter((line) => line.trim() !== '')).toEqual([
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
  const again = begin(variables)
  try {
    await expect.poll(() => again.said, { timeout: 60_000 }).toContain(OPEN)
  } finally {
    await stop(again)
    rmSync(folder, { recursive: true, force: true })
  }
})
