import { expect, type Page } from '@playwright/test'
import { test } from './support/journey'

/** The most that a page may cost a browser that has nothing of it yet: bytes over the wire (docs/performance.md). */
const BYTES_MAX: Record<string, number> = {
  '/accounts': 218_000,
  '/transfer': 238_000,
  '/approvals': 216_000,
  // 277 without chats and requests of other journeys, which weigh some more here.
  '/aiya': 286_000,
}

/** The most that a page may ask for until its stream is open, itself and the stream included. */
const REQUESTS_MAX = 25

/** What stands in a page's first HTML. */
const CONTENT: Record<string, RegExp> = {
  '/accounts': /<li><a [^>]*href="\/accounts\/.*4321.*<\/li>/,
  '/approvals': /No requests yet|<time /,
}

/** Counts what comes over the wire from now on, as if the browser kept nothing. */
async function countBytes(page: Page): Promise<() => number> {
  const cdp = await page.context().newCDPSession(page)
  let bytes = 0
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  return () => bytes
}

test('every page keeps its own security policy and its weight, and is kept by nobody', async ({ alice }) => {
  const complaints: string[] = []
  alice.on('console', (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) complaints.push(message.text())
  })
  // A process knows what has changed only from two seconds after it began to listen, which is with its first open page.
  await alice.goto('/accounts')
  await alice.waitForTimeout(2_500)
  const bytes = await countBytes(alice)
  const reads: string[] = []
  let requests = 0
  alice.on('request', (request) => {
    requests++
    if (request.url().includes('/api/')) reads.push(new URL(request.url()).pathname)
  })
  for (const path of ['/accounts', '/transfer', '/approvals', '/aiya', '/nowhere']) {
    // What the last page still loads is not counted for this one.
    await alice.goto('about:blank')
    const before = bytes()
    reads.length = 0
    requests = 0
    const stream = alice.waitForResponse(/api\/events/, { timeout: 20_000 }).catch(() => null)
    const response = await alice.goto(path)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toMatch(/script-src [^;]*'nonce-/)
    expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(response?.headers()['cache-control']).toContain('no-store')
    // What the page is about comes with it, and not by a script.
    const content = CONTENT[path]
    if (content) expect(await response?.text(), path).toMatch(content)
    await alice.getByRole('heading', { level: 1 }).waitFor()
    expect(bytes() - before, path).toBeLessThan(BYTES_MAX[path] ?? Number.POSITIVE_INFINITY)
    // Once its stream is open, a page knows whether what it has read is still true.
    if (path === '/nowhere') continue
    await stream
    await alice.waitForTimeout(300)
    expect(requests, path).toBeLessThanOrEqual(REQUESTS_MAX)
    expect(
      reads.filter((read, place) => reads.indexOf(read) !== place),
      path,
    ).toEqual([])
  }
  expect(complaints).toEqual([])
})
