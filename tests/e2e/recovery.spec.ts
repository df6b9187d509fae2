import { expect, type Page } from '@playwright/test'
import { say } from './support/aiya'
import { expectNoSeriousViolations } from './support/axe'
import { answerTenant, bank, signIn } from './support/bank'
import { test } from './support/journey'
import { enrol, openPhone, requestFor, signInToPhone } from './support/phone'

const PHONE = { viewport: { width: 360, height: 740 } }

async function askFor(page: Page, amount: string): Promise<void> {
  await page.goto('/aiya')
  await say(page, `move $${amount} from checking to savings`)
}

// Bob's, whose other journeys begin with no device.
test('from a lost phone to the first approval on a new one', async ({ page, browser }) => {
  test.slow()
  const lost = await browser.newContext(PHONE)
  await enrol(await lost.newPage(), 'bob')
  const old = await openPhone(lost)
  await old.getByRole('link', { name: 'Your devices' }).click()
  const part = old.getByRole('region', { name: 'Recovery codes', exact: true })
  await expect(part).toContainText('Keep them on paper')
  await part.getByRole('button', { name: 'Make recovery codes' }).click()
  const sheet = old.getByRole('region', { name: 'Your recovery codes' })
  await expect(sheet.getByRole('listitem')).toHaveCount(10)
  const [code = ''] = await sheet.getByRole('listitem').allTextContents()
  await sheet.getByRole('button', { name: 'I have kept them' }).click()
  await expect(part).toContainText('10 of 10 are good still')
  await expect(old.getByText(code)).toHaveCount(0)

  const context = await browser.newContext(PHONE)
  const fresh = await context.newPage()
  await signInToPhone(fresh, 'bob')
  await fresh.getByRole('link', { name: 'I have lost my devices' }).click()
  const replace = fresh.getByRole('button', { name: 'Replace all devices' })
  await fresh.getByLabel('Password').fill(bank.password)
  await fresh.getByLabel('Recovery code').fill('0000-0000-0000')
  await replace.click()
  await expect(fresh.getByRole('alert')).toHaveText('The password or the code is not right. Nothing has changed.')
  await fresh.getByLabel('Recovery code').fill(code.toLowerCase())
  await replace.click()
  await expect(fresh.getByText('Up to date')).toBeVisible()
  await expect(fresh.getByText('A recovery code replaced all your devices')).toBeVisible()
  await expect(fresh.getByText('Nothing waits for you')).toBeVisible()
  await old.reload()
  await expect(old.getByLabel('Email')).toBeVisible()
  await lost.close()

  // The portal tells it to whoever comes there, and lets them choose.
  await signIn(page, 'bob')
  await page.goto('/profile')
  const notice = page.getByRole('region', { name: 'A recovery code replaced your devices' })
  await expect(notice).toContainText('Your mandates are over')
  await expectNoSeriousViolations(page)
  await page.getByRole('link', { name: 'Sign in again to thaw' }).click()
  await answerTenant(page, 'bob')
  await page.getByRole('button', { name: 'Thaw agent transfers' }).click()
  await expect(notice).toHaveCount(0)

  await askFor(page, '1.37')
  await requestFor(fresh, '$1.37').getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByRole('region', { name: 'Approval' }).last()).toContainText('Transferred')
  await context.close()
})
