import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest } from './browser'
import { launchChromium } from './chromium'

let tenant: TestTenant
let browser: Browser
let app: Server
let home: string

beforeAll(async () => {
  app = createServer((request, response) => {
    // Like the app's callback, which sends the browser on to one of its pages.
    if (request.url?.startsWith('/auth/callback')) response.writeHead(302, { location: '/welcome' }).end()
    else response.end(`the app at ${request.url}`)
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', () => resolve()))
  home = `http://localhost:${(app.address() as AddressInfo).port}`
  const client = { ...APP_CLIENT, redirectUris: [`${home}/auth/callback`], postLogoutRedirectUris: [home] }
  tenant = await startTestTenant({ clients: [client], homeUrl: home })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
  app.close()
})

it('signs in and out in a real browser, which holds the form’s policy against every redirect', async () => {
  const page = await browser.newPage()
  await page.goto(authorizationRequest(tenant, { redirect_uri: `${home}/auth/callback` }).url.href)
  await page.getByLabel('Email').fill('alice@example.com')
  await page.getByLabel('Password').fill('not this one')
  await page.getByRole('button', { name: 'Continue' }).click()
  expect(await page.getByRole('alert').textContent()).toContain('Wrong email or password')
  expect(await page.getByLabel('Email').inputValue()).toBe('alice@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${home}/welcome`)

  await page.goto(`${tenant.issuer}v2/logout?client_id=bank-app&returnTo=${encodeURIComponent(home)}`)
  expect(page.url()).toBe(`${home}/`)
  await page.goto(authorizationRequest(tenant, { redirect_uri: `${home}/auth/callback` }).url.href)
  expect(await page.getByLabel('Password').isVisible()).toBe(true)
})
