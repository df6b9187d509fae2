import { randomUUID } from 'node:crypto'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, type Page } from '@playwright/test'
import { accountNamed, bank, signIn } from './support/bank'
import { test } from './support/journey'

const SCOPE = 'read:accounts read:transactions request:transfer'
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

/** What the tenant answers to a form of the command line's. */
async function tenant(path: string, form: Record<string, string>): Promise<Record<string, string>> {
  const body = new URLSearchParams({ client_id: 'baink-cli', ...form })
  return (await (await fetch(new URL(path, bank.tenant), { method: 'POST', body })).json()) as Record<string, string>
}

/** Lets the command line in as whoever is signed in, by its page; its token. */
async function letIn(page: Page): Promise<string> {
  const code = await tenant('/oauth/device/code', { scope: SCOPE })
  await page.goto(String(code.verification_uri_complete))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByText('is connected')).toBeVisible()
  const { access_token: token = '' } = await tenant('/oauth/token', {
    device_code: String(code.device_code),
    grant_type: DEVICE,
  })
  return token
}

test('a customer lets an agent in, sees what it asks for, and puts it out again', async ({ page }) => {
  await signIn(page, 'alice')
  const token = await letIn(page)
  const agent = new Client({ name: 'e2e', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const requestInit = { headers: { Authorization: `Bearer ${token}` } }
  await agent.connect(new StreamableHTTPClientTransport(new URL('/api/mcp', bank.app), { requestInit }))
  const [from, to] = [await accountNamed(page.request, 'Checking'), await accountNamed(page.request, 'Savings')]
  const order = { fromAccountId: from.id, toAccountId: to.id, amount: '1.25', currency: 'USD', memo: 'by an agent' }
  const asked = await agent.callTool({ name: 'request_transfer', arguments: { requestId: randomUUID(), ...order } })
  expect(asked.structuredContent).toMatchObject({ approval: { status: 'pending' } })

  await page.goto(`${bank.app}/approvals`)
  await expect(page.getByText('bAInk command line')).toBeVisible()
  await page.goto(`${bank.app}/profile`)
  const region = page.getByRole('region', { name: 'Agents with access' })
  const row = region.getByRole('listitem').filter({ hasText: 'bAInk command line' })
  await expect(row).toContainText('May see accounts and payees, see transactions, ask for transfers')
  await row.getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(region).toContainText('None.')
  await expect(agent.callTool({ name: 'list_accounts', arguments: {} })).rejects.toThrow()
  await page.goto(`${bank.app}/approvals`)
  const withdrawn = page.getByRole('listitem').filter({ hasText: 'by an agent' }).first()
  await withdrawn.getByText('by an agent').first().click()
  await expect(withdrawn.getByText('You took the agent’s access back')).toBeVisible()
})
