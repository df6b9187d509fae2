import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, transferDetail } from './ciba'
import { inDatabase } from './joining'

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())
beforeEach(() => inDatabase(tenant, (sql) => sql`DELETE FROM tenant.approvals`))

const FIRST = 'First transfer to this account from your phone'

const REFUSED = 'You refused this at'

/** Asks for a transfer to this payee and account, and returns what its card says. */
async function shown(creditorName: string, id: string, accountName = 'Checking') {
  const creditorAccount = { id, name: accountName, mask: '••1111' }
  await askFor(tenant, { authorization_details: JSON.stringify([transferDetail({ creditorName, creditorAccount })]) })
  return (await alice.pending()).at(-1) ?? { id: '', text: '' }
}
const pay = async (...to: Parameters<typeof shown>) => alice.approve((await shown(...to)).id)

describe('the phone', () => {
  it('says that a transfer to an account is the first, until one was approved', async () => {
    const account = randomUUID()
    const first = await shown('Bob Example', account)
    expect(first.text).toContain(FIRST)
    await alice.deny(first.id)
    expect((await shown('Bob Example', account)).text).toContain(FIRST)
    await pay('Bob Example', account)
    expect((await shown('Bob Example', account)).text).not.toContain(FIRST)
    expect((await shown('Bob Example', account)).text).not.toContain('Resembles')
  })

  it('says whom a name resembles that is another account’s', async () => {
    await pay('Bob Example', randomUUID())
    const { text } = await shown('Вob Ехample', randomUUID())
    expect(text).toContain(FIRST)
    expect(text.replace(/ ,/g, ',')).toContain('Resembles Bob Example, but is another account')
    expect((await shown('Carol Sample', randomUUID())).text).not.toContain('Resembles')
  })

  it('compares the customer’s own accounts by their own names', async () => {
    await pay('Alice Example', randomUUID(), 'Savings')
    expect((await shown('Alice Example', randomUUID(), 'Checking')).text).not.toContain('Resembles')
    expect((await shown('Alice Example', randomUUID(), 'Sav1ngs')).text).toMatch(/Resembles Savings/)
    expect((await shown('Savings', randomUUID())).text).toMatch(/Resembles Savings/)
  })

  it('says when the same transfer was refused, in words of its own or others', async () => {
    const again = {
      debtorAccount: { id: randomUUID(), name: 'Checking', mask: '••4321' },
      creditorAccount: { id: randomUUID(), name: 'Savings', mask: '••8765' },
    }
    const card = async (changes: Record<string, unknown> = {}) => {
      const detail = transferDetail({ ...again, ...changes })
      await askFor(tenant, { authorization_details: JSON.stringify([detail]) })
      return (await alice.pending()).at(-1) ?? { id: '', text: '' }
    }
    const first = await card()
    expect(first.text).not.toContain(REFUSED)
    await alice.deny(first.id)
    expect((await card()).text).toMatch(/You refused this at \d\d:\d\d UTC/)
    expect((await card({ remittanceInformationUnstructured: 'really rainy days' })).text).toContain(REFUSED)
    const others = [
      { debtorAccount: { ...again.debtorAccount, id: randomUUID() } },
      { creditorAccount: { ...again.creditorAccount, id: randomUUID() } },
      { instructedAmount: { currency: 'USD', amount: '25.01' } },
      { instructedAmount: { currency: 'EUR', amount: '25.00' } },
    ]
    for (const other of others) expect((await card(other)).text).not.toContain(REFUSED)
    const denied = (ago: string) =>
      inDatabase(
        tenant,
        (sql) => sql`UPDATE tenant.approvals SET decided_at = now() - ${ago}::text::interval WHERE decision = 'denied'`,
      )
    await denied('23 hours 59 minutes')
    expect((await card()).text).toContain(REFUSED)
    await denied('25 hours')
    expect((await card()).text).not.toContain(REFUSED)
  })

  it('goes by this customer’s own answers', async () => {
    const account = randomUUID()
    await pay('Bob Example', account)
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.approvals SET sub = 'auth0|bob'`)
    expect((await shown('Bob Example', account)).text).toContain(FIRST)
  })

  it('holds no other customer’s no against a transfer', async () => {
    const again = { debtorAccount: { id: randomUUID(), name: 'Checking', mask: '••4321' } }
    const creditorAccount = { id: randomUUID(), name: 'Savings', mask: '••8765' }
    const authorization_details = JSON.stringify([transferDetail({ ...again, creditorAccount })])
    await askFor(tenant, { authorization_details })
    await alice.deny((await alice.pending()).at(-1)?.id ?? '')
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.approvals SET sub = 'auth0|bob'`)
    await askFor(tenant, { authorization_details })
    expect((await alice.pending()).at(-1)?.text).not.toContain(REFUSED)
  })
})
