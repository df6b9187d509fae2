import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { mount } from '../support/bank/mount'
import type { Cluster } from './cluster'
import { Deck } from './deck'
import { FAULTS } from './faults'
import { Link } from './link'
import { pause } from './orders'
import { type Random, seededRandom } from './random'
import { HOUR_MS, TENANT_FAULTS } from './tenant-faults'

/** The least of every choice. */
const least: Random = { ...seededRandom(1), between: (min) => min }
const phones = { hold: () => {}, release: () => {} }

/** What a client of the tenant finds while the fault is there, and how long it waits for it. */
async function during(name: string): Promise<{ found: string; ms: number; after: string }> {
  const tenant = await mount(async () => new Response('{}'))
  const link = await Link.open(Number(new URL(tenant.origin).port))
  const ask = () =>
    fetch(`http://localhost:${link.port}/`, { signal: AbortSignal.timeout(8_000) }).then(
      (response) => `${response.status}${response.headers.has('retry-after') ? ' with Retry-After' : ''}`,
      (error: Error) => (error.cause as { code?: string } | undefined)?.code ?? error.name,
    )
  const fault = TENANT_FAULTS[name]?.({ tenantLink: link } as Cluster, least, phones)
  await pause(50)
  const begun = performance.now()
  const found = await ask()
  const ms = performance.now() - begun
  await fault
  const after = await ask()
  await link.close()
  await tenant.close()
  return { found, ms, after }
}

describe.concurrent('a fault of the tenant', () => {
  test.each([
    ['tenant answers 500', '500 with Retry-After', 0],
    ['tenant answers 429', '429 with Retry-After', 0],
    ['tenant answers 502', '502 with Retry-After', 0],
    ['tenant refuses connections', 'ECONNRESET', 0],
    ['tenant unreachable', '200', 1_500],
    ['tenant slow', '200', 400],
    ['tenant answers late', '200', 5_400],
  ])('%s', { timeout: 20_000 }, async (name, found, msMin) => {
    const seen = await during(name)
    expect(seen).toMatchObject({ found, after: '200' })
    expect(seen.ms).toBeGreaterThanOrEqual(msMin)
  })
})

test.each([HOUR_MS, -HOUR_MS])('a process whose clock is off by %i ms takes it for the time', (off) => {
  const hook = fileURLToPath(new URL('./shift-clock.mjs', import.meta.url))
  const env = { ...process.env, NODE_OPTIONS: `--import=${hook}`, CLOCK_OFF_MS: String(off) }
  const code = 'console.log(JSON.stringify([Date.now(), new Date().getTime(), new Date(5).getTime()]))'
  const [now, made, given] = JSON.parse(execFileSync(process.execPath, ['-e', code], { env, encoding: 'utf8' }))
  expect(Math.abs(now - Date.now() - off)).toBeLessThan(10_000)
  expect(Math.abs(made - Date.now() - off)).toBeLessThan(10_000)
  expect(given).toBe(5)
})

test('a long run draws every fault once before any comes again, in an order that its seed decides', () => {
  const names = Object.keys(FAULTS)
  const drawn = (seed: number, count: number) => {
    const deck = new Deck(names, seededRandom(seed))
    return Array.from({ length: count }, () => deck.draw())
  }
  expect(drawn(1, names.length).sort()).toEqual([...names].sort())
  expect(drawn(1, 3 * names.length)).toEqual(drawn(1, 3 * names.length))
  expect(drawn(1, names.length)).not.toEqual(drawn(2, names.length))
})
