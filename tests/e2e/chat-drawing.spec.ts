import { expect, type Page } from '@playwright/test'
import { expectNoSeriousViolations } from './support/axe'
import { type Said, talk, toldBefore } from './support/history'
import { test } from './support/journey'

const TABLE = `# Transferred

| Account | Balance | Available | Since |
|---|---|---|---|
| Checking ••4321 | $2,500.00 | -$1,342.50 | 2026-11-28 |
| Holiday Fund ••3141 (frozen) | $10,000.00 | CHF 12,250.50 | 2026-11-02 |

You paid -$1,250.50 to Bob Example, then 1,250.50 USD. \u202Edeveiled yenoM\u202C

- [x] Approved`

const refused = {
  type: 'tool-transferFunds',
  toolCallId: 'call-1',
  state: 'output-available',
  input: {},
  output: { status: 'refused', code: 'limit_exceeded', message: 'Over the limit. Nothing has moved.' },
}
const brokenOff = { type: 'tool-listAccounts', toolCallId: 'call-2', state: 'input-available', input: {} }

const HISTORY: Said[] = [
  ...talk(5, () => TABLE),
  { role: 'user', says: 'And now?' },
  { role: 'assistant', says: [refused, brokenOff], metadata: { ending: 'stopped', nothingMoved: true } },
]

async function open(page: Page, viewport: { width: number; height: number }, path: string): Promise<void> {
  await page.setViewportSize(viewport)
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

for (const [colorScheme, width, height] of [
  ['light', 1280, 800],
  ['dark', 360, 740],
] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme })

    test('a chat with tables stands still, breaks no amount and shuts nobody out', async ({ alice }) => {
      await open(alice, { width, height }, `/aiya/${await toldBefore('Tables', HISTORY)}`)
      const log = alice.getByRole('log')
      await expect(log.getByRole('group', { name: 'Table' })).toHaveCount(5)
      const amounts = await log
        .locator('.unbroken')
        .evaluateAll((all) => all.map((amount) => [amount.textContent, amount.getClientRects().length]))
      expect(amounts.slice(0, 8)).toEqual(
        [
          '$2,500.00',
          '−$1,342.50',
          '28 Nov 2026',
          '$10,000.00',
          'CHF\u00a012,250.50',
          '2 Nov 2026',
          '−$1,250.50',
          '1,250.50 USD',
        ].map((text) => [text.replace('\u00a0', ' '), 1]),
      )
      expect(
        await log
          .getByRole('cell', { name: '$2,500.00' })
          .first()
          .evaluate((cell) => getComputedStyle(cell).textAlign),
      ).toBe('right')

      // What she writes is hers: no heading of the page's, no box that is ticked, no word that turns the others round.
      await expect(log.getByRole('heading')).toHaveCount(1)
      await expect(log.getByRole('checkbox')).toHaveCount(0)
      await expect(log).not.toContainText('\u202E')
      await expect(log.getByRole('region', { name: 'Approval' })).toHaveCount(0)

      // What the bank says of an answer.
      await expect(log.getByText('Not asked', { exact: true })).toBeVisible()
      await expect(log.getByText('Looking up your accounts: interrupted')).toBeVisible()
      await expect(log.getByText('Stopped.', { exact: true })).toBeVisible()
      await expect(log.getByText('No money has moved in this answer.')).toBeVisible()

      expect(
        await alice.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]),
      ).toEqual([height, width])
      await expectHiddenLabelsContained(alice)
      await expectNoSeriousViolations(alice)
    })
  })
}

test('between a phone and a desk the menu is a rail, and the statement has the room', async ({ alice }) => {
  await open(alice, { width: 800, height: 700 }, '/accounts')
  const menu = alice.getByRole('navigation', { name: 'Main' })
  await expect.poll(async () => (await menu.boundingBox())?.width).toBeLessThan(100)
  await alice.getByRole('link', { name: /^Savings / }).click()
  const payee = alice.getByRole('columnheader', { name: 'Payee' })
  await expect.poll(async () => (await payee.boundingBox())?.width).toBeGreaterThan(150)
  await expect(alice.getByRole('link', { name: 'Log out' })).toBeInViewport()
  await expectNoSeriousViolations(alice)
})

test('at four times the size there is room to talk', async ({ alice }) => {
  await open(alice, { width: 320, height: 256 }, `/aiya/${await toldBefore('Large', HISTORY)}`)
  await alice.getByRole('textbox', { name: 'Message Aiya' }).focus()
  await expect.poll(async () => (await alice.getByRole('log').boundingBox())?.height).toBeGreaterThan(110)
  expect(await alice.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})

test('on paper a chat is whole, and without what only a screen can do', async ({ alice }) => {
  await alice.emulateMedia({ colorScheme: 'dark' })
  await open(alice, { width: 800, height: 700 }, `/aiya/${await toldBefore('Paper', HISTORY)}`)
  await alice.emulateMedia({ colorScheme: 'dark', media: 'print' })
  await expect(alice.getByText('Question 1', { exact: true })).toBeInViewport()
  for (const hidden of [
    alice.getByRole('navigation'),
    alice.getByRole('textbox', { name: 'Message Aiya' }),
    alice.getByRole('button'),
  ])
    await expect(hidden).toHaveCount(0)
  const [ground, ink] = await alice.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.querySelector('main') ?? document.body)
    return [backgroundColor, color]
  })
  expect([ground, ink]).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
})

/** A box that scrolls, and is not what its hidden labels are laid out in, makes the page as long as its content. */
async function expectHiddenLabelsContained(page: Page): Promise<void> {
  const loose = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
      .filter((box) => getComputedStyle(box).position === 'static' && box.querySelector('.mantine-VisuallyHidden-root'))
      .map((box) => box.className),
  )
  expect(loose).toEqual([])
}
