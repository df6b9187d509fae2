import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { encodeQR } from 'qr'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll, transferDetail } from './ciba'
import { phoneContext, signIn, signInOn, watchFor } from './phone-page'

// A phone without a connection, and the computer beside it (docs/decisions/073).

let tenant: TestTenant
let browser: Browser
let pocket: BrowserContext
let phone: Page
let computer: Page
/** What the phone's camera sees, as Chromium reads it when the camera is opened. */
const folder = mkdtempSync(join(tmpdir(), 'baink-camera-'))
const camera = join(folder, 'seen.y4m')
const problems: string[] = []

beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium([
    ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    `--use-file-for-fake-video-capture=${camera}`,
  ])
  pocket = await phoneContext(browser)
  phone = await signInOn(pocket, tenant)
  watchFor(problems, phone)
  const agreed = phone.waitForResponse((answer) => answer.url().endsWith('/phone/devices/code_key'))
  await phone.getByRole('button', { name: 'Use this device' }).click()
  expect((await agreed).status()).toBe(201)
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await pocket.setOffline(true)
  computer = await browser.newPage({ viewport: { width: 1280, height: 850 } })
  watchFor(problems, computer)
})
afterAll(async () => {
  expect(problems).toEqual([])
  await browser.close()
  await tenant.stop()
  rmSync(folder, { recursive: true })
})

const card = () => phone.getByRole('region', { name: 'Approval request' })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Opens on the computer what a new request shows to a phone without a connection. */
async function show(changes: Record<string, unknown> = {}, more: Record<string, string> = {}): Promise<string> {
  const identifier = randomUUID()
  const authorization_details = JSON.stringify([transferDetail({ identifier, ...changes })])
  const id = await askFor(tenant, { authorization_details, ...more })
  await computer.goto(`${tenant.issuer}phone/codes/${identifier}`)
  if (await computer.getByLabel('Password').isVisible()) await signIn(computer)
  await computer.getByLabel('Code from your phone').waitFor()
  return id
}

async function scan(): Promise<void> {
  const buffer = await computer.getByRole('img', { name: 'QR code for your phone' }).screenshot()
  await phone.getByLabel('Take or choose a picture').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer })
}

async function paste(text: string): Promise<void> {
  const field = phone.getByLabel('Text of the code')
  if (!(await field.isVisible())) await phone.getByText('Paste its text instead').click()
  await field.fill(text)
  await button(phone, 'Read the text').click()
}

/** Holds a code before the camera, or white paper: two pictures in the form YUV4MPEG2, with grey for all colours. */
function holdBefore(text?: string): void {
  const [width, height] = [1920, 1080]
  const light = Buffer.alloc(width * height, 235)
  const code = text === undefined ? [] : encodeQR(text, 'raw', { border: 4 })
  const scale = Math.floor(height / Math.max(code.length, 1))
  const left = (width - scale * code.length) >> 1
  for (const [row, modules] of code.entries())
    for (const [column, dark] of modules.entries())
      for (let y = row * scale; y < (row + 1) * scale && dark; y++)
        light.fill(16, y * width + left + column * scale, y * width + left + (column + 1) * scale)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * height) / 2, 128)])
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(camera, Buffer.concat([head, frame, frame]))
}

const pasted = () => computer.locator('#text').inputValue()

async function expectWell(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/** Pictures for whoever looks at them: only where SHOTS names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const shots = process.env.SHOTS
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  for (const width of [1280, 360])
    for (const colorScheme of ['light', 'dark'] as const) {
      const before = page.viewportSize()
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true })
      await page.emulateMedia({ colorScheme: null })
      if (before) await page.setViewportSize(before)
    }
}

it('the code of a request that was scanned approves it, marks and agent shown as ever', async () => {
  const host = {
    sub: 'https://agent.example/',
    sub_profile: 'ai_agent',
    client_name: 'Planner',
    client_host: 'agent.example',
  }
  const id = await show({ creditorName: 'Ann Ünal 李' }, { requested_actor: JSON.stringify(host) })
  await expectWell(computer)
  await picture(computer, 'computer')
  await phone.goto(`${tenant.issuer}phone`)
  await phone.getByRole('heading', { name: 'Without a connection' }).waitFor()
  await expectWell(phone)
  await picture(phone, 'scan')
  await scan()
  await card().waitFor()
  const words = await card().textContent()
  for (const said of [
    'Planner asks to transfer',
    '$25.00',
    'Ann Ünal 李',
    '••8765',
    'rainy days',
    '(agent.example)',
    'First transfer',
    'Until',
  ])
    expect(words).toContain(said)
  await expectWell(phone)
  await picture(phone, 'card')
  await button(phone, 'Approve').click()
  await phone.getByRole('region', { name: 'Your code' }).waitFor()
  await expectWell(phone)
  await picture(phone, 'code')
  const code = (await phone.locator('[data-code]').textContent()) ?? ''
  await computer.getByLabel('Code from your phone').fill(code.replace(/^./, (letter) => (letter === '0' ? '1' : '0')))
  await button(computer, 'Approve').click()
  await computer.getByRole('alert').filter({ hasText: 'This is not the code' }).waitFor()
  await computer.getByText('4 tries are left.').waitFor()
  await expectWell(computer)
  await picture(computer, 'wrong')
  await computer.getByLabel('Code from your phone').fill(code.toLowerCase().replace('-', ' '))
  await button(computer, 'Approve').click()
  await computer.getByRole('heading', { name: 'You said yes' }).waitFor()
  await picture(computer, 'yes')
  expect((await poll(tenant, id)).status).toBe(200)
})

it('nothing else is shown or answered: other texts, other customers, a card that was changed, a no', async () => {
  await show()
  const text = await pasted()
  await phone.goto(`${tenant.issuer}phone`)
  const refused = phone.getByRole('alert')
  for (const [bad, words] of [
    ['hello', 'This is no request'],
    [text.replace('"marks":[', '"marks":[{"kind":"trusted"},'), 'This is no request'],
    [
      text
        .replace('"payment_initiation"', '"payment_initiation"')
        .replace('"authorization_details":[', '"authorization_details":[{},'),
      'This is no request',
    ],
    [text.replace('"actor":null', '"actor":{"profile":"bank","name":"x","host":null}'), 'This is no request'],
    [text.replace('auth0|alice', 'auth0|bob'), 'cannot make a code for this customer'],
  ] as const) {
    await paste(bad)
    await refused.filter({ hasText: words }).waitFor()
    expect(await card().count()).toBe(0)
  }
  await paste(text)
  await card().waitFor()
  await phone.locator('[data-shows="amount"]').evaluate((element) => {
    element.textContent = '$1.00'
  })
  await button(phone, 'Approve').click()
  await refused.filter({ hasText: 'What is shown is not what was asked for' }).waitFor()
  expect(await phone.locator('[data-code]').textContent()).toBe('')
  await button(phone, 'Deny').click()
  await refused.filter({ hasText: 'Nothing was approved' }).waitFor()
})

it('the camera is looked through until it sees the code, or is stopped', async () => {
  await show()
  await phone.goto(`${tenant.issuer}phone`)
  holdBefore()
  await button(phone, 'Scan with the camera').click()
  await phone.getByLabel('What the camera sees').waitFor()
  await expectWell(phone)
  await picture(phone, 'camera')
  await button(phone, 'Stop').click()
  expect(await button(phone, 'Scan with the camera').evaluate((one) => one === document.activeElement)).toBe(true)
  expect(await phone.locator('video').evaluate((video: HTMLVideoElement) => video.srcObject)).toBeNull()
  holdBefore(await pasted())
  await button(phone, 'Scan with the camera').click()
  await card().getByText('$25.00').waitFor()
  expect(await phone.locator('video').evaluate((video: HTMLVideoElement) => video.srcObject)).toBeNull()
})

it('where no camera can be opened a picture is the way', async () => {
  await phone.goto(`${tenant.issuer}phone`)
  await phone.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await button(phone, 'Scan with the camera').click()
  await phone.getByRole('alert').filter({ hasText: 'The camera cannot be opened here' }).waitFor()
})

it('a picture without a code says so', async () => {
  await phone.goto(`${tenant.issuer}phone`)
  const buffer = await computer.getByRole('heading', { level: 1 }).screenshot()
  await phone.getByLabel('Take or choose a picture').setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer })
  await phone.getByRole('alert').filter({ hasText: 'No code was found' }).waitFor()
})
