import { expect, type Page } from '@playwright/test'
import { say } from './support/aiya'
import { expectNoSeriousViolations } from './support/axe'
import { answerTenant, bank, signIn } from './support/bank'
import { test } from './support/journey'
import { tabTo } from './support/keyboard'

const frozen = (page: Page) => page.getByRole('region', { name: 'Agent transfers are frozen' })

async function ask(page: Page): Promise<void> {
  await page.goto('/aiya')
  await say(page, 'move $1.25 from checking to savings')
}

// Bob's, so that a journey that breaks in the middle leaves alice's agents as they are.
test('frozen, Aiya is refused; after signing in again the customer thaws, and Aiya may ask', async ({ page }) => {
  await signIn(page, 'bob')
  await ask(page)
  const card = page.getByRole('region', { name: 'Approval' }).last()
  await expect(card).toContainText('Waiting for your phone')
  const help = card.getByRole('link', { name: 'Use this device' })
  await expect(help).toHaveAttribute('href', `${bank.tenant}/phone?ui_locales=en`)
  await expect(help).toHaveAttribute('rel', /noopener/)

  await page.goto('/approvals')
  // An attempt that fails is over: a freeze from elsewhere must not take the focus from what the customer does by then.
  await page.route('**/api/asking/freeze', (route) => route.abort(), { times: 1 })
  await page.getByRole('button', { name: 'Freeze agent transfers' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Freeze now' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('link', { name: 'Transfer', exact: true }).focus()
  await page.request.post('/api/asking/freeze', { headers: { Origin: bank.app } })
  await expect(frozen(page)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Transfer', exact: true })).toBeFocused()
  await expect(page.getByRole('region', { name: 'Waiting for you' })).toHaveCount(0)
  const withdrawn = page.getByRole('listitem').filter({ hasText: '$1.25' }).first()
  await withdrawn.getByText('$1.25', { exact: true }).click()
  await expect(withdrawn.getByText('You froze agent transfers, so the request was withdrawn.')).toBeVisible()

  await ask(page)
  await expect(page.getByRole('log')).toContainText('Transfers by agents are frozen')
  await expect(page.getByRole('region', { name: 'Approval' })).toHaveCount(0)
  await frozen(page).getByRole('link', { name: 'Go to your profile' }).click()
  await expect(page).toHaveURL(`${bank.app}/profile`)

  // The session that froze cannot thaw by itself, however it asks.
  const thaw = await page.request.post('/api/asking/thaw', { headers: { Origin: bank.app } })
  expect(thaw.status()).toBe(403)
  await page.getByRole('link', { name: 'Sign in again to thaw' }).click()
  await answerTenant(page, 'bob')
  await expect(page).toHaveURL(`${bank.app}/profile`)
  await page.getByRole('button', { name: 'Thaw agent transfers' }).click()
  await expect(frozen(page)).toHaveCount(0)

  await ask(page)
  await expect(page.getByRole('region', { name: 'Approval' }).last()).toContainText('Waiting for your phone')
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('region', { name: 'Approval' }).last()).toContainText('Cancelled')
})

for (const { colorScheme, viewport } of [
  { colorScheme: 'light', viewport: { width: 1280, height: 850 } },
  { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
] as const) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport })

    test('the profile needs no mouse: freeze, sign in again, thaw', async ({ page }) => {
      await signIn(page, 'bob')
      await tabTo(page, 'link', 'Profile')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible()
      await expect(page.getByRole('region', { name: 'You', exact: true })).toContainText('bob@example.com')
      await expect(page.getByRole('img', { name: `QR code of ${bank.tenant}/phone` })).toBeVisible()
      const devices = page.getByRole('link', { name: 'See and remove your phones' })
      await expect(devices).toHaveAttribute('href', `${bank.tenant}/phone/devices?ui_locales=en`)

      await tabTo(page, 'button', 'Freeze agent transfers')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('button', { name: 'Freeze now' })).toBeFocused()
      await expectNoSeriousViolations(page)
      await page.keyboard.press('Enter')
      await expect(frozen(page)).toBeVisible()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await expectNoSeriousViolations(page)

      await tabTo(page, 'link', 'Sign in again to thaw')
      await page.keyboard.press('Enter')
      await answerTenant(page, 'bob')
      await tabTo(page, 'button', 'Thaw agent transfers')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('button', { name: 'Freeze agent transfers' })).toBeVisible()
      await expectNoSeriousViolations(page)
    })
  })
}

test('a customer with a passkey thaws on the phone, and its dialogues are German where the portal is', async ({
  page,
  phone,
}) => {
  await signIn(page, 'alice')
  await page.request.post('/api/asking/resume')
  const german = { name: 'baink_language', value: 'de', url: bank.app }
  await page.context().addCookies([german])
  const cdp = await phone.context().newCDPSession(phone)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  const verifies = (isUserVerified: boolean) =>
    cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  await phone.goto(`${bank.tenant}/phone/devices?ui_locales=de`)
  const passkeys = phone.getByRole('region', { name: 'Passkeys' })
  await passkeys.getByRole('button', { name: 'Passkey hinzufügen' }).click()
  const remove = passkeys.getByRole('button', { name: /^Entfernen: Passkey Chrome unter / })
  await expect(remove).toBeVisible()
  await expectNoSeriousViolations(phone)

  // What the portal says on the way there.
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Überweisungen durch Agenten sperren' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Jetzt sperren' }).click()
  const again = page.getByRole('link', { name: 'Zum Entsperren erneut anmelden' })
  await again.waitFor()
  // The time of a sign-in is known to the second, and in the freeze's own second it counts as the earlier one.
  await page.waitForTimeout(1_000)
  await again.click()
  await page.getByLabel('E-Mail').fill('alice@example.com')
  await page.getByLabel('Passwort').fill(bank.password)
  await page.getByRole('button', { name: 'Weiter' }).click()
  await page.getByRole('button', { name: 'Überweisungen durch Agenten entsperren' }).click()
  const onPhone = page.getByRole('link', { name: 'Auf Ihrem Telefon entsperren' })
  await expect(onPhone).toHaveAttribute('href', `${bank.tenant}/phone/devices?ui_locales=de`)

  await phone.reload()
  await verifies(false)
  const thaw = phone.getByRole('button', { name: 'Agenten wieder fragen lassen' })
  await thaw.click()
  await expect(phone.getByRole('alert')).toHaveText('Nicht mit einem Passkey bestätigt. Es wurde nichts geändert.')
  await verifies(true)
  await thaw.click()
  await expect(phone.getByRole('status')).toContainText('Ihre Agenten')
  await expect(page.getByRole('button', { name: 'Überweisungen durch Agenten sperren' })).toBeVisible()

  // A yes that is not confirmed, and one that is.
  await page.goto('/aiya')
  await page.getByRole('textbox', { name: 'Nachricht an Aiya' }).fill('move $1.29 from savings to checking')
  await page.getByRole('button', { name: 'Senden' }).click()
  await phone.goto(`${bank.tenant}/phone`)
  const request = phone.getByRole('region', { name: 'Freigabeanfrage' }).filter({ hasText: '1,29' })
  await verifies(false)
  await request.getByRole('button', { name: 'Freigeben' }).click()
  await expect(request.getByRole('alert')).toHaveText('Nicht mit Ihrem Passkey bestätigt. Es wurde nichts entschieden.')
  await verifies(true)
  await request.getByRole('button', { name: 'Freigeben' }).click()
  await expect(page.getByRole('region', { name: 'Freigabe' }).last()).toContainText('Überwiesen')
  await phone.goto(`${bank.tenant}/phone/devices`)
  await remove.click()
  await expect(passkeys).toContainText('Ohne ihn genügt ein Tippen')
  await phone.goto(`${bank.tenant}/phone?ui_locales=en`)
})
