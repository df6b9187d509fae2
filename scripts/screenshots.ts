import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { parseSettings } from '@/lib/platform/env'
import { type Bank, startBank } from './bank'
import { ensureChromium } from './chromium'

// Makes the README's pictures from the running app: node --import tsx scripts/screenshots.ts

const OUT = 'docs/images'
const DESKTOP = { width: 960, height: 740 }
const PHONE = { width: 360, height: 740 }
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

const folder = mkdtempSync(join(tmpdir(), 'baink-pictures-'))
mkdirSync(OUT, { recursive: true })
const settings = parseSettings({
  APP_BASE_URL: 'http://localhost:3900',
  TENANT_PORT: '4900',
  SHOP_PORT: '3901',
  BROKERAGE_PORT: '3902',
  DATA_DIR: folder,
})
const bank = await startBank({ settings, development: false, say: console.log, output: () => {} })
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: FLAGS })
try {
  await takeAll(browser, bank)
} finally {
  await browser.close()
  await bank.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function takeAll(browser: Browser, bank: Bank): Promise<void> {
  const app = await open(browser, DESKTOP, 'light')
  const phone = await open(browser, PHONE, 'light')
  await app.goto(`${bank.app}/auth/login`)
  await signIn(app, bank)
  await phone.goto(`${bank.tenant}/phone`)
  await signIn(phone, bank)
  await phone.getByRole('button', { name: 'Use this device' }).click()
  await phone.getByText('Up to date').waitFor()

  await app.goto(`${bank.app}/aiya`)
  await app.getByRole('textbox', { name: 'Message Aiya' }).fill('Move $25 from checking to savings for rent')
  await app.getByRole('button', { name: 'Send' }).click()
  await app.getByText('Waiting for your phone').waitFor()
  await phone.getByRole('button', { name: 'Approve' }).waitFor()
  const [left, right] = [await picture(app), await picture(phone)]
  await beside(browser, left, right, join(OUT, 'chat-and-phone.png'))

  await phone.getByRole('button', { name: 'Approve' }).click()
  await app.getByText('Transferred').waitFor()
  await app.getByText('was transferred to').first().waitFor()
  await app.screenshot({ path: join(OUT, 'transferred.png') })
  // One that waits, for the pages that show it.
  await app.getByRole('textbox', { name: 'Message Aiya' }).fill('Move $60 from savings to checking for a bicycle')
  await app.getByRole('button', { name: 'Send' }).click()
  await app.getByText('Waiting for your phone').waitFor()
  for (const page of ['accounts', 'transfer', 'approvals']) {
    await app.goto(`${bank.app}/${page}`)
    await app.getByRole('heading', { level: 1 }).waitFor()
    await app.waitForTimeout(1_000)
    await app.screenshot({ path: join(OUT, `${page}.png`) })
  }
}

async function open(browser: Browser, viewport: typeof DESKTOP, colorScheme: 'light' | 'dark'): Promise<Page> {
  return (await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 1.5 })).newPage()
}

async function signIn(page: Page, bank: Bank): Promise<void> {
  await page.getByLabel('Email').fill('alice@example.com')
  await page.getByLabel('Password').fill(bank.demoPassword)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForLoadState('networkidle').catch(() => {})
}

async function picture(page: Page): Promise<string> {
  return `data:image/png;base64,${(await page.screenshot()).toString('base64')}`
}

/** One picture of two screens: a laptop with a phone beside it. */
async function beside(browser: Browser, left: string, right: string, path: string): Promise<void> {
  const sheet = await open(browser, { width: DESKTOP.width + PHONE.width + 120, height: DESKTOP.height + 80 }, 'light')
  const frame = 'border-radius:18px;box-shadow:0 10px 40px #0f1b2d33;display:block'
  await sheet.setContent(`<body style="margin:0;background:#dfe7ee;display:flex;gap:40px;padding:40px">
    <img src="${left}" width="${DESKTOP.width}" style="${frame}"><img src="${right}" width="${PHONE.width}" style="${frame}">`)
  await sheet.screenshot({ path })
}
