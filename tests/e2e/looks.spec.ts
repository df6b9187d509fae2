import { expect, type Page } from '@playwright/test'
import { say } from './support/aiya'
import { openApproval } from './support/approvals'
import { expectNoSeriousViolations } from './support/axe'
import { accountNamed } from './support/bank'
import { talk, toldBefore } from './support/history'
import { test } from './support/journey'

const PAGES = [
  '/accounts',
  '/transfer',
  '/aiya',
  '/orders',
  '/portfolio',
  '/approvals',
  '/mandates',
  '/profile',
  '/nowhere',
]
/**
 * Each page's screens, all rules once for each width; what differs by scheme alone is the contrast. What stands on the middle screen
 * stands on one of the others too, in the same colours.
 */
const LOOKS: [width: number, colorScheme: 'light' | 'dark', rules?: string[]][] = [
  [1280, 'light'],
  [1280, 'dark', ['color-contrast']],
  [768, 'dark'],
  [360, 'light', ['color-contrast']],
  [360, 'dark'],
]

/** Looks at one page in every width and scheme, at 400 % of 1280 px, and on paper. */
async function lookAtAll(page: Page): Promise<void> {
  for (const [width, colorScheme, rules] of LOOKS) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 740 })
    await settle(page, colorScheme)
    await test.step(`${colorScheme}, ${width} px`, async () => {
      await expectNoSeriousViolations(page, rules)
      await expectNothingCutOff(page)
    })
  }
  await page.setViewportSize({ width: 320, height: 256 })
  await expectNothingCutOff(page)
  await page.setViewportSize({ width: 1280, height: 740 })
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  await test.step('on paper', () => expectNoSeriousViolations(page, ['color-contrast']))
  await page.emulateMedia({ media: 'screen' })
}

/** Waits until a page shows what it is about, and not its skeleton, in the scheme's own colours, and not on the way to them. */
async function settle(page: Page, colorScheme?: 'light' | 'dark'): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  if (colorScheme) await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  await page.waitForFunction(
    () => !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running'),
  )
}

async function expectNothingCutOff(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, 'pixels wider than the screen').toBeLessThanOrEqual(0)
  expect(await page.evaluate(wordsBesideTheMiddle)).toEqual([])
}

/** In the page: buttons, and links that look like one, whose words do not stand in the middle of their height. */
function wordsBesideTheMiddle(): string[] {
  const middle = (element: Element) => {
    const { top, height } = element.getBoundingClientRect()
    return top + height / 2
  }
  return [...document.querySelectorAll('.mantine-Button-root')].flatMap((button) => {
    const label = button.querySelector('.mantine-Button-label')
    return label && Math.abs(middle(label) - middle(button)) > 1.5 ? [button.outerHTML.slice(0, 200)] : []
  })
}

/** Something waits for the phone, which the pages show. */
async function somethingWaits({ request }: Page): Promise<void> {
  await openApproval(await accountNamed(request, 'Savings'), await accountNamed(request, 'Checking'), 700)
}

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

for (const path of PAGES) {
  test(path, async ({ alice }) => {
    // Six looks of axe's at one page: some seconds, but many on a machine that is busy.
    test.slow()
    await somethingWaits(alice)
    await alice.goto(path)
    await lookAtAll(alice)
  })
}

test('a statement, an approval, and a chat', async ({ alice }) => {
  test.slow()
  await somethingWaits(alice)
  await alice.goto(`/accounts/${(await accountNamed(alice.request, 'Savings')).id}`)
  await lookAtAll(alice)
  const { approvals } = await (await alice.request.get('/api/approvals?limit=1')).json()
  await alice.goto(`/approvals/${approvals[0].id}`)
  await lookAtAll(alice)
  await alice.goto(
    `/aiya/${await toldBefore(
      'Talk',
      talk(2, (turn) => `| Day | Amount |\n|---|---:|\n| ${turn} | $1,072.50 |`),
    )}`,
  )
  await alice.getByRole('table').first().waitFor()
  await lookAtAll(alice)
})

test('a page on its way is shown at once, and nothing moves for who wants no motion', async ({ alice }) => {
  const line = alice.getByRole('progressbar', { name: 'The page is on its way' })
  const moving = () =>
    alice.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length)
  await alice.goto('/accounts')
  let arrive = () => {}
  const held = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await alice.route(/\/transfer\?_rsc/, async (route) => {
    await held
    await route.continue()
  })
  const link = alice.getByRole('link', { name: 'Transfer', exact: true })
  await link.click()
  await expect(line).toBeVisible()
  expect(await moving()).toBeGreaterThan(0)
  await alice.emulateMedia({ reducedMotion: 'reduce' })
  await expect.poll(moving).toBe(0)
  arrive()
  await expect(alice.getByRole('heading', { level: 1, name: 'Transfer' })).toBeVisible()
  await expect(line).toHaveCount(0)
  await alice.emulateMedia({ reducedMotion: null })
})

test('a message is three keys away at most', async ({ alice }) => {
  // As on a touch screen with a keyboard, where the field does not take the focus by itself.
  await alice.addInitScript(() => {
    const real = window.matchMedia.bind(window)
    window.matchMedia = (query) => real(query === '(pointer: fine)' ? 'not all' : query)
  })
  await alice.goto('/aiya')
  const field = alice.getByRole('textbox', { name: 'Message Aiya' })
  await field.waitFor()
  await expect(field).not.toBeFocused()
  await alice.keyboard.press('Tab')
  await alice.keyboard.press('Enter')
  await expect(field).toBeFocused()
})

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
