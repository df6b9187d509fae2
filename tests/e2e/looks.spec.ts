import { expect, type Page } from '@playwright/test'
import { say } from './support/aiya'
import { openApproval } from './support/approvals'
import { expectNoSeriousViolations } from './support/axe'
import { accountNamed } from './support/bank'
import { test } from './support/journey'

const PAGES = ['/accounts', '/transfer', '/aiya', '/orders', '/portfolio', '/approvals', '/profile', '/nowhere']

/** Waits until a page shows what it is about, and not its skeleton. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

async function expectNothingCutOff(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, 'pixels wider than the screen').toBeLessThanOrEqual(0)
}

test.beforeAll(async ({ aliceBrowser: { context } }) => {
  const [savings, checking] = [
    await accountNamed(context.request, 'Savings'),
    await accountNamed(context.request, 'Checking'),
  ]
  await openApproval(savings, checking, 700)
})

// The schemes differ in colours and the screens in layout: two runs see both of each.
const WAYS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 850 } },
  { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
] as const

for (const { colorScheme, viewport } of WAYS) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport })

    test('the welcome page', async ({ page }) => {
      await page.goto('/')
      await expectNoSeriousViolations(page)
      await expectNothingCutOff(page)
    })

    test('the API, for a visitor', async ({ page }) => {
      await page.goto('/api-docs')
      await page.getByText('/api/agent/transfers').click()
      await expect(page.locator('#transferAsAgent').getByText('approval_mismatch')).toBeVisible()
      await expectNoSeriousViolations(page)
      await expectNothingCutOff(page)
    })

    for (const path of PAGES) {
      test(path, async ({ alice }) => {
        await alice.goto(path)
        await settle(alice)
        await expectNoSeriousViolations(alice)
        await expectNothingCutOff(alice)
      })
    }

    test('a statement', async ({ alice }) => {
      await alice.goto(`/accounts/${(await accountNamed(alice.request, 'Savings')).id}`)
      await settle(alice)
      await expectNoSeriousViolations(alice)
      await expectNothingCutOff(alice)
    })

    test('the transfer form with its list open, a payee at hand and a result', async ({ alice }) => {
      await alice.goto('/transfer')
      await settle(alice)
      await alice.getByRole('button', { name: 'Add payee' }).click()
      await alice.getByRole('button', { name: 'Transfer now' }).click()
      await alice.getByRole('combobox', { name: 'To', exact: true }).click()
      await alice.getByRole('listbox').waitFor()
      await expectNoSeriousViolations(alice)
      await expectNothingCutOff(alice)
    })

    test('what opens over a page can be closed by name', async ({ alice }) => {
      await alice.route('**/api/asking/freeze', (route) => route.abort())
      await alice.goto('/profile')
      await alice.getByRole('button', { name: 'Freeze agent transfers' }).click()
      await expect(alice.getByRole('button', { name: 'Freeze now' })).toBeFocused()
      await expectNoSeriousViolations(alice)
      await alice.getByRole('button', { name: 'Freeze now' }).click()
      const told = alice.getByRole('alert').filter({ hasText: 'Not certain yet' })
      await expect(alice.getByRole('dialog')).toHaveCount(0)
      await expectNoSeriousViolations(alice)
      await told.getByRole('button', { name: 'Close' }).click()
      await expect(told).toHaveCount(0)

      await alice.goto('/aiya')
      await say(alice, 'good evening')
      await expect(alice.getByRole('log')).toContainText('Aiya')
      await alice.setViewportSize({ width: 360, height: 740 })
      await alice.getByRole('button', { name: 'Chats', exact: true }).click()
      const chats = alice.getByRole('dialog', { name: 'Your chats' })
      await expect(chats).toBeVisible()
      await expectNoSeriousViolations(alice)
      await chats
        .getByRole('button', { name: /^Options for good evening/ })
        .first()
        .click()
      await alice.getByRole('menuitem', { name: 'Delete' }).click()
      const question = alice.getByRole('dialog', { name: 'Delete chat' })
      await expect(question).toBeVisible()
      // The menu that it came from is on its way out.
      await expect(alice.locator('[data-menu-dropdown]')).toHaveCount(0)
      await expectNoSeriousViolations(alice)
      await question.getByRole('button', { name: 'Close' }).click()
      await expect(question).toHaveCount(0)
      await chats.getByRole('button', { name: 'Close' }).click()
      await expect(chats).toHaveCount(0)
    })
  })
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } })

  test('every main link is there, once, and works', async ({ alice }) => {
    await alice.goto('/accounts')
    for (const name of ['Transfer', 'Aiya', 'Orders', 'Approvals', 'Accounts']) {
      const link = alice.getByRole('link', { name, exact: true })
      await expect(link).toBeInViewport()
      await link.click()
      await expect(link).toHaveAttribute('aria-current', /page|true/)
    }
    await expect(alice.getByRole('link', { name: 'Log out' })).toBeInViewport()
  })
})

test('the colour scheme can be turned, and stays', async ({ alice }) => {
  await alice.goto('/accounts')
  await alice.getByRole('button', { name: 'Light or dark' }).click()
  await expect(alice.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await alice.reload()
  await expect(alice.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})
