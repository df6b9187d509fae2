import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { findChromium } from '@/scripts/chromium'
import { benchOnItsWay } from './on-its-way'
import type { BenchApp } from './open-app'

const NO_BROWSER = 'no browser is here: set CHROMIUM_PATH to one'
/** A page is complete when nothing has come for this long; its stream of events stays open for ever. */
const QUIET_MS = 1_500
const SETTLED_MS_MAX = 30_000
const KILOBYTE = 1_000
const VIEW = { width: 1280, height: 800 }

/** What opening one page costs a browser that has nothing of it yet. */
export interface PageWeight {
  /** Everything over the wire, as it was compressed and with the answers' headers, in thousands of bytes. */
  kb: number
  scriptKb: number
  styleKb: number
  documentKb: number
  requests: number
  /** First and largest contentful paint, in milliseconds after the request: medians of the rounds. */
  fcpMs: number
  lcpMs: number
}

export const PAGE_MEMBERS = ['kb', 'scriptKb', 'styleKb', 'documentKb', 'requests', 'fcpMs', 'lcpMs'] as const

/**
 * Opens each page in a browser with nothing kept, `rounds` times; null numbers with the reason where there is no browser.
 * `accountsKb` and `chatKb` are scripts, as the aims for pages are; all that a page brings stands in `weights`.
 */
export async function benchPages({ app, tenant, password }: BenchApp, rounds: number) {
  const executablePath = findChromium()
  if (!executablePath) return { accountsKb: null, chatKb: null, onItsWayMs: null, reason: NO_BROWSER }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const { session, statement, savedChat } = await signInOnce(browser, app, password)
    const weigh = (path: string, of: Session | null = session) => weighed(browser, path, of, rounds)
    const weights = {
      home: await weigh(app, null),
      signIn: await weigh(`${app}/auth/login`, null),
      accounts: await weigh(`${app}/accounts`),
      statement: await weigh(statement),
      transfer: await weigh(`${app}/transfer`),
      approvals: await weigh(`${app}/approvals`),
      profile: await weigh(`${app}/profile`),
      chat: await weigh(`${app}/aiya`),
      savedChat: await weigh(savedChat),
      phone: await weigh(`${tenant}/phone`, null),
    }
    const onItsWayMs = await benchOnItsWay(browser, app, session, rounds)
    return { accountsKb: weights.accounts.scriptKb, chatKb: weights.chat.scriptKb, onItsWayMs, weights }
  } finally {
    await browser.close()
  }
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>

/** Signs in as a person does. */
async function signInOnce(browser: Browser, app: string, password: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${app}/auth/login`)
  await page.getByLabel('Email').fill('alice@example.com')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  const account = page.getByRole('link', { name: /^Checking/ })
  const statement = `${app}${await account.getAttribute('href')}`
  const session = await context.storageState()
  const { chats } = (await (await context.request.get(`${app}/api/chat`)).json()) as { chats: { id: string }[] }
  await context.close()
  return { session, statement, savedChat: `${app}/aiya/${chats[0]?.id ?? ''}` }
}

async function weighed(browser: Browser, url: string, session: Session | null, rounds: number) {
  const all: PageWeight[] = []
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ viewport: VIEW, ...(session && { storageState: session }) })
    try {
      all.push(await weighOnce(await context.newPage(), url))
    } finally {
      await context.close()
    }
  }
  const median = (of: keyof PageWeight) => all.map((weight) => weight[of]).sort((a, b) => a - b)[rounds >> 1] ?? 0
  return Object.fromEntries(PAGE_MEMBERS.map((member) => [member, median(member)])) as unknown as PageWeight
}

async function weighOnce(page: Page, url: string): Promise<PageWeight> {
  const wire = await watchWire(await page.context().newCDPSession(page))
  await page.addInitScript(watchPaint)
  await page.goto(url)
  await wire.quiet()
  const { fcpMs, lcpMs } = await page.evaluate(() => Reflect.get(window, 'painted') as Painted)
  const kb = (type?: string) => Math.round(wire.bytes(type) / 100) / (KILOBYTE / 100)
  return {
    kb: kb(),
    scriptKb: kb('Script'),
    styleKb: kb('Stylesheet'),
    documentKb: kb('Document'),
    requests: wire.requests(),
    fcpMs: Math.round(fcpMs),
    lcpMs: Math.round(lcpMs),
  }
}

/** Counts what comes over the wire, by the browser's own count. */
async function watchWire(cdp: CDPSession) {
  const types = new Map<string, string>()
  const bytes = new Map<string, number>()
  let requests = 0
  let last = Date.now()
  const count = (id: string, more: number) => {
    bytes.set(id, (bytes.get(id) ?? 0) + more)
    last = Date.now()
  }
  cdp.on('Network.requestWillBeSent', ({ requestId, type = 'Other', redirectResponse }) => {
    if (redirectResponse) count(requestId, redirectResponse.encodedDataLength)
    types.set(requestId, type)
    requests++
    last = Date.now()
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => count(requestId, encodedDataLength))
  await cdp.send('Network.enable')
  return {
    requests: () => requests,
    bytes: (type?: string) =>
      [...bytes].reduce((all, [id, more]) => all + (!type || types.get(id) === type ? more : 0), 0),
    async quiet() {
      const deadline = Date.now() + SETTLED_MS_MAX
      while (Date.now() - last < QUIET_MS && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100))
    },
  }
}

interface Painted {
  fcpMs: number
  lcpMs: number
}

/**
 * In the page: keeps when it was painted first, and when its largest part was. Trap: it is sent as text, in which a function
 * with a name of its own calls a helper of tsx that no page has.
 */
function watchPaint(): void {
  const painted = { fcpMs: 0, lcpMs: 0 }
  Reflect.set(window, 'painted', painted)
  for (const type of ['paint', 'largest-contentful-paint']) {
    new PerformanceObserver((list) => {
      for (const { entryType, name, startTime } of list.getEntries()) {
        if (entryType === 'largest-contentful-paint') painted.lcpMs = startTime
        else if (name === 'first-contentful-paint') painted.fcpMs = startTime
      }
    }).observe({ type, buffered: true })
  }
}
