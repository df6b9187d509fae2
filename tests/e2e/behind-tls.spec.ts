import { expect } from '@playwright/test'
import { approval, say } from './support/aiya'
import { accountNamed, bank, choose, minorOf, signIn } from './support/bank'
import { test } from './support/journey'
import { requestFor } from './support/phone'

// APP_BASE_URL and the tenant's address are https: a proxy ends TLS, and what stands behind it listens in plain http.
test.use({ behindTls: true, ignoreHTTPSErrors: true })

test('signed in behind TLS, with cookies that belong to this very host and to https alone', async ({ page }) => {
  await signIn(page, 'alice')
  const cookies = (await page.context().cookies(bank.app)).filter(({ name }) => !name.startsWith('tenant_'))
  expect(cookies.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^__Host-session/))
  for (const { name, secure } of cookies) expect(secure, name).toBe(true)
})

test('a transfer in the portal is posted, and every open page hears of it', async ({ alice }) => {
  const other = await alice.context().newPage()
  await other.goto('/accounts')
  const before = await accountNamed(alice.request, 'Savings')
  await alice.goto('/transfer')
  await choose(alice, 'From', /^Checking .*4321/)
  await choose(alice, 'To', /^Savings .*8765/)
  await alice.getByLabel('Amount').fill('12.34')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('$12.34 transferred')
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(1234n)
  const balance = Number(after.balance).toLocaleString('en-US', { minimumFractionDigits: 2 })
  await expect(other.getByRole('link', { name: /^Savings / })).toContainText(balance)
})

test('what Aiya was asked for is approved on the phone and posted', async ({ alice, phone }) => {
  const before = await accountNamed(alice.request, 'Savings')
  await alice.goto('/aiya')
  await say(alice, 'move $21.10 from checking to savings')
  await requestFor(phone, '$21.10').getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(2110n)
})

test('a write from the plain-http twin of the bank’s origin is refused', async ({ alice }) => {
  const twin = bank.app.replace('https:', 'http:')
  const answer = await alice.request.post('/api/payees', { data: {}, headers: { Origin: twin } })
  expect([answer.status(), (await answer.json()).code]).toEqual([403, 'forbidden_origin'])
})

test('the tenant names https addresses alone, whatever a request says of itself', async ({ request }) => {
  for (const name of ['Host', 'X-Forwarded-Host', 'X-Nothing']) {
    const headers = { [name]: 'elsewhere.example' }
    const document = await (await request.get(`${bank.tenant}/.well-known/openid-configuration`, { headers })).json()
    const addresses = Object.values(document).filter((value) => typeof value === 'string' && /^https?:/.test(value))
    expect(addresses.length).toBeGreaterThan(6)
    for (const address of addresses) expect(String(address)).toMatch(new RegExp(`^${bank.tenant}/`))
  }
})

test('the bank is well at its own address, whatever the host, and leads pages from there to its name', async ({
  request,
}) => {
  for (const path of ['/api/health', '/api/health/live', '/api/health/ready'])
    expect((await request.get(`${bank.own}${path}`, { headers: { Host: 'elsewhere.example' } })).status(), path).toBe(
      200,
    )
  const led = await request.get(`${bank.own}/accounts?of=mine`, { maxRedirects: 0 })
  expect([led.status(), led.headers().location]).toEqual([307, `${bank.app}/accounts?of=mine`])
})
