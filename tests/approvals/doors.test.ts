import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Mounted, mount } from '../support/bank/mount'

type Shutdown = typeof import('@/lib/platform/shutdown')
type Polling = typeof import('@/lib/auth0/ai/stop-polling')

// The ten seconds of grace pass in half a second.
vi.mock('node:timers/promises', async (original) => {
  const timers = await original<typeof import('node:timers/promises')>()
  return { ...timers, setTimeout: (ms: number, value?: unknown) => timers.setTimeout(ms / 20, value) }
})

let shutdown: Shutdown
let polling: Polling
let tenant: Mounted
const original = globalThis.fetch
beforeAll(async () => {
  tenant = await mount(async () => Response.json({}))
})
beforeEach(async () => {
  const shared = globalThis as { bainkShutdown?: unknown; bainkPolls?: unknown }
  delete shared.bainkShutdown
  delete shared.bainkPolls
  vi.resetModules()
  shutdown = await import('@/lib/platform/shutdown')
  polling = await import('@/lib/auth0/ai/stop-polling')
  globalThis.fetch = original
  polling.guardPollsOf(new URL(tenant.origin).host)
})
afterAll(async () => {
  globalThis.fetch = original
  await tenant.close()
})

/** Whether the process would close its address now. */
const mayClose = () =>
  Promise.race([
    shutdown.untilDoorsMayClose().then(() => true),
    new Promise((resolve) => setTimeout(resolve, 20, false)),
  ])
const askForToken = () => fetch(`${tenant.origin}/oauth/token`, { method: 'POST' })
const always = () => true

test('a process that holds no token closes its doors at once when told to stop', async () => {
  shutdown.beginShutdown()
  expect(await mayClose()).toBe(true)
})

test('the doors stay open until the last holder lets go, however often one of them says so', async () => {
  const [one, other] = [shutdown.holdDoorsOpen(), shutdown.holdDoorsOpen()]
  shutdown.beginShutdown()
  one()
  one()
  expect(await mayClose()).toBe(false)
  other()
  expect(await mayClose()).toBe(true)
})

test('nobody holds the doors open for longer than the time to finish', async () => {
  shutdown.holdDoorsOpen()
  shutdown.beginShutdown()
  expect(shutdown.stopped().aborted).toBe(false)
  expect(await mayClose()).toBe(false)
  await expect(shutdown.untilDoorsMayClose()).resolves.toBeUndefined()
})

test('a poll under way holds the doors open, the pause until the next poll does not', async () => {
  const seen: unknown[] = []
  tenant.handler = async () => {
    seen.push(await mayClose())
    return Response.json({ error: 'authorization_pending' }, { status: 400 })
  }
  await polling.pollWhile(always, async () => {
    await askForToken()
    seen.push(await mayClose())
  })
  expect(seen).toEqual([false, true])
})

test('a token holds the doors open until the transfer is made', async () => {
  tenant.handler = async () => Response.json({ access_token: 'x' })
  const seen: unknown[] = []
  await polling.pollWhile(always, async () => {
    await askForToken()
    seen.push(await mayClose())
  })
  expect([...seen, await mayClose()]).toEqual([false, true])
})

test('a token with which nothing could be done lets the doors close in the end', async () => {
  tenant.handler = async () => Response.json({ access_token: 'x' })
  const failing = polling.pollWhile(always, async () => {
    await askForToken()
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await mayClose()).toBe(true)
})

test('a poll without a result lets the doors close, and no poll begins once polling must stop', async () => {
  tenant.handler = async () => null
  await polling.pollWhile(always, () => askForToken().catch(() => null))
  await expect(polling.pollWhile(() => false, askForToken)).rejects.toMatchObject({ name: 'PollingStopped' })
  expect(await mayClose()).toBe(true)
})

test('a no holds the doors open until it is written down: the tenant may say it once', async () => {
  tenant.handler = async () => Response.json({ error: 'access_denied' }, { status: 403 })
  const seen: unknown[] = []
  await polling.pollWhile(always, async () => {
    await askForToken()
    seen.push(await mayClose())
  })
  expect([...seen, await mayClose()]).toEqual([false, true])
})

test('a token that comes after the work has ended does not hold the doors open for ever', async () => {
  tenant.handler = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60))
    return Response.json({ access_token: 'x' })
  }
  let late: Promise<unknown> = Promise.resolve()
  await polling.pollWhile(always, async () => {
    late = askForToken()
  })
  await late
  expect(await mayClose()).toBe(true)
})
