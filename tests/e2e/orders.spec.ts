import { expect, type Locator, type Page } from '@playwright/test'
import { approval, say } from './support/aiya'
import { expectNoSeriousViolations } from './support/axe'
import { accountNamed, minorOf } from './support/bank'
import { test } from './support/journey'
import { requestFor } from './support/phone'

test('asked for in the chat and approved on the phone, shoes are bought, and shares bought and sold', async ({
  alice,
  phone,
}) => {
  // Five questions and three answers on the phone: more than a busy machine does in a minute.
  test.slow()
  const before = await accountNamed(alice.request, 'Checking')
  await alice.goto('/aiya')
  await say(alice, 'what is in the shop')
  const shop = alice.getByRole('region', { name: 'Shop' })
  await expect(shop.getByRole('listitem')).toHaveCount(12)
  await expect(alice.getByRole('log')).toContainText('This is what the shop sells.')
  await order(alice, shop.getByRole('button', { name: 'Buy Running shoes' }), '2', 'Buy 2 Running shoes')
  await expect(approval(alice)).toContainText('Waiting for your phone')
  for (const shown of ['$150.00', '2 × Running shoes', '$75.00', 'bAInk Shop', 'Checking'])
    await expect(approval(alice)).toContainText(shown)
  const purchase = requestFor(phone, 'Running shoes')
  for (const shown of ['150.00', '75.00', 'bAInk Shop', '••4321']) await expect(purchase).toContainText(shown)
  await purchase.getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')
  await expect(alice.getByRole('log')).toContainText('is bought')
  const after = await accountNamed(alice.request, 'Checking')
  expect(minorOf(before.balance) - minorOf(after.balance)).toBe(15_000n)

  await say(alice, 'what does GOOG cost')
  const quote = alice.getByRole('region', { name: 'Price of GOOG' })
  await expectNoSeriousViolations(alice)
  await order(alice, quote.getByRole('button', { name: 'Buy GOOG' }), '3', 'Buy 3 GOOG')
  await expect(approval(alice)).toContainText('3 × GOOG')
  await expect(alice.getByRole('log')).toContainText('Trading carries risk')
  const buy = requestFor(phone, 'GOOG')
  await expect(buy).toContainText('bAInk Brokerage')
  await buy.getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')

  await say(alice, 'what are my shares worth')
  const shares = alice.getByRole('log').getByRole('region', { name: 'Shares' })
  await expect(shares.getByRole('listitem')).toContainText(/^GOOG 3 × \$[\d.]+\$/)
  await expect(shares.getByRole('link', { name: 'Open your portfolio' })).toHaveAttribute('href', '/portfolio')
  // What was looked up for an order has no card of its own, and the chat's history has the same cards.
  await alice.reload()
  await expect(quote).toHaveCount(1)
  await expect(shop).toHaveCount(1)

  await order(alice, quote.getByRole('button', { name: 'Sell GOOG' }), '1', 'Sell 1 GOOG')
  await expect(approval(alice)).toContainText('at least')
  await requestFor(phone, 'GOOG').getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')
  await expect(alice.getByRole('log')).toContainText('1 GOOG sold')

  await alice.getByRole('link', { name: 'Orders' }).click()
  const orders = alice.getByRole('region', { name: 'Orders' })
  await expect(orders.getByRole('listitem')).toHaveCount(3)
  await expect(orders).toContainText('2 × Running shoes')
  await expect(orders.getByRole('listitem').filter({ hasText: 'Sell: 1 × GOOG' })).toBeVisible()
  // What has ended cannot be withdrawn, and no time runs for it.
  await expect(orders.getByRole('button', { name: 'Withdraw' })).toHaveCount(0)
  await expect(orders.getByRole('timer')).toHaveCount(0)
  await alice.getByRole('link', { name: 'Your shares' }).click()
  const held = alice.getByRole('table', { name: 'Shares' })
  await expect(held.getByRole('row', { name: 'GOOG' })).toContainText('2')
  await expect(alice.getByRole('region', { name: 'Bought and sold' }).getByRole('listitem')).toHaveCount(2)
})

/** Presses a button of a card, puts another number in its sentence and sends it. */
async function order(alice: Page, button: Locator, many: string, sentence: string): Promise<void> {
  await button.click()
  await alice.keyboard.type(many)
  await expect(alice.getByRole('textbox', { name: 'Message Aiya' })).toHaveValue(sentence)
  await alice.keyboard.press('Enter')
}

for (const [path, api, name] of [
  ['/orders', '**/api/orders?*', 'Orders'],
  ['/portfolio', '**/api/portfolio', 'Portfolio'],
] as const)
  test(`${name} that cannot be loaded say so, and are there after another try, by keyboard and at 360 px`, async ({
    alice,
  }) => {
    await alice.setViewportSize({ width: 360, height: 740 })
    await alice.route(api, (route) => route.fulfill({ status: 503, body: '{}' }))
    await alice.goto(path)
    const failed = alice.getByRole('alert').filter({ hasText: 'Try again' }).first()
    await expect(failed).toBeVisible()
    await alice.unroute(api)
    await expect(async () => {
      // The page's own next attempt may be quicker than the customer.
      const again = failed.getByRole('button', { name: 'Try again' })
      await again.press('Enter', { timeout: 500 }).catch(() => {})
      await expect(failed).toBeHidden({ timeout: 1_000 })
    }).toPass()
    await expectNoSeriousViolations(alice)
    expect(await alice.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  })
