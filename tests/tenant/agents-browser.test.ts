import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { decodeJwt } from 'jose'
import * as oauth from 'openid-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ALICE, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askAs, askForCode, pollCode, register } from './agents'
import { launchChromium } from './chromium'
import { signIn, watchFor } from './phone-page'

let tenant: TestTenant
let browser: Browser
const agents: Server[] = []
const problems: string[] = []

beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
  for (const agent of agents) agent.close()
})

const LOOKS = [
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const

/** Looks at the page as it is in every width and light, and keeps a picture where TENANT_PICTURES names a folder. */
async function expectWell(page: Page, name: string): Promise<void> {
  for (const { width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 740 })
    await page.emulateMedia({ colorScheme })
    // What is wrong with a wide page is wrong with a narrow one as well, and looking takes its time.
    if (width === 360) await expectAccessible(page)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    const folder = process.env.TENANT_PICTURES
    if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true })
  }
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

async function newPage(): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  watchFor(problems, page)
  return page
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** An agent's own server on this computer, to which the browser brings the code. */
async function agentOn(host: string): Promise<string> {
  const agent = createServer((request, response) => {
    if (request.url?.startsWith('/callback')) response.writeHead(302, { location: '/done' }).end()
    else response.end('the agent has it')
  })
  agents.push(agent)
  await new Promise<void>((resolve) => agent.listen(0, host, () => resolve()))
  const name = host.includes(':') ? `[${host}]` : host
  return `http://${name}:${(agent.address() as AddressInfo).port}/callback`
}

it('asks for a device’s code, and says when there is no such one', async () => {
  const page = await newPage()
  await page.goto(`${tenant.issuer}activate`)
  await expectWell(page, 'activate')
  await page.getByLabel('Code').fill('BBBB-BBBB')
  await page.keyboard.press('Enter')
  expect(await page.getByRole('alert').textContent()).toContain('There is no such code')
  expect(await page.getByLabel('Code').inputValue()).toBe('BBBB-BBBB')
  await expectWell(page, 'activate-unknown')
  expect(problems).toEqual([])
})

it('connects a device by its code, and by the keyboard alone', async () => {
  const page = await newPage()
  const code = await askForCode(tenant)
  await page.goto(code.verification_uri_complete)
  expect(await page.getByLabel('Code').inputValue()).toBe(code.user_code)
  await page.keyboard.press('Enter')
  await signIn(page)
  await page.getByRole('heading', { name: 'Allow bAInk command line?' }).waitFor()
  expect(await page.getByText(code.user_code).isVisible()).toBe(true)
  expect(await page.getByText('this computer', { exact: true }).isVisible()).toBe(true)
  await expectWell(page, 'consent-device')
  await button(page, 'Allow').click()
  await page.getByRole('heading', { name: 'bAInk command line is connected' }).waitFor()
  await expectWell(page, 'connected')
  expect((await pollCode(tenant, code.device_code)).status).toBe(200)

  // The second one needs no password, and is refused.
  const second = await askForCode(tenant)
  await page.goto(second.verification_uri_complete)
  await button(page, 'Continue').click()
  await button(page, 'Refuse').click()
  await page.getByRole('heading', { name: 'You have refused' }).waitFor()
  expect((await pollCode(tenant, second.device_code)).body.error).toBe('access_denied')
  expect(problems).toEqual([])
})

it.each(['127.0.0.1', '::1'])(
  'leads on to an agent on this computer, at %s, with the code for its token',
  async (host) => {
    const redirect = await agentOn(host)
    const { body } = await register(tenant, { client_name: 'Budgethelper'.repeat(5), redirect_uris: [redirect] })
    const { client, verifier, url } = await askAs(tenant, String(body.client_id), { redirect_uri: redirect })
    const page = await newPage()
    const sent = page.waitForRequest((request) => request.url().startsWith(redirect))
    await page.goto(url.href)
    await signIn(page)
    await button(page, 'Allow').waitFor()
    if (host === '127.0.0.1') await expectWell(page, 'consent')
    await button(page, 'Allow').click()
    await page.getByText('the agent has it').waitFor()
    const checks = { pkceCodeVerifier: verifier, expectedState: 'some-state' }
    const callback = new URL((await sent).url())
    const tokens = await oauth.authorizationCodeGrant(client, callback, checks, { resource: tenant.config.mcpAudience })
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: ALICE, aud: tenant.config.mcpAudience })
    expect(problems).toEqual([])
  },
)

it('allows nothing by a slip: Enter alone does nothing, and the first stop of the keyboard is the no', async () => {
  const redirect = await agentOn('127.0.0.1')
  const { body } = await register(tenant, { redirect_uris: [redirect] })
  const { url } = await askAs(tenant, String(body.client_id), { redirect_uri: redirect })
  const page = await newPage()
  await page.goto(url.href)
  await signIn(page)
  await button(page, 'Allow').waitFor()
  const asked = page.url()
  await page.keyboard.press('Enter')
  expect(page.url()).toBe(asked)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Refuse')
})
