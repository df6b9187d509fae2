import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { seed } from '@/db/seed'
import { openApproval } from './support/approvals'
import { accountNamed, bank, choose } from './support/bank'
import { test } from './support/journey'

// Names as people have them: one word wider than the screen, joined emoji, letters that read from right to left.

const NAMES = [
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👩🏽‍🚀 Family',
  'دفتر تهران',
  'דוד כהן',
  'Maria Magdalena Theresia Antonia von und zu Hohenlohe-Waldenburg-Schillingsfürst',
]
const PAGES = ['/accounts', '/transfer', '/approvals', '/mandates', '/profile', '/orders', '/aiya']

/** Alice saves and pays somebody of each name, by the account's last digits. */
async function payAll({ request }: Page): Promise<void> {
  const accounts = NAMES.map((_, place) => ({ name: 'Checking', number: `70000000100${place}` }))
  const rest = { type: 'checking', currency: 'USD', status: 'active', opening: 0n, floor: 0n, merchant: false } as const
  await seed(
    bank.database,
    NAMES.map((name, place) => ({
      ...{ subject: `auth0|name-${place}`, name, email: null },
      accounts: [{ name: 'Checking', number: `70000000100${place}`, ...rest }],
    })),
  )
  const from = await accountNamed(request, 'Checking')
  for (const { number } of accounts) {
    const saved = await request.post('/api/payees', { data: { accountNumber: number } })
    const { payee } = await saved.json()
    const order = { fromAccountId: from.id, toAccountId: payee.accountId, amount: '1.00', currency: 'USD' }
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await request.post('/api/scheduled-transfers', { data: { ...order, startsOn: tomorrow, every: 'month' } })
    await request.post('/api/accounts/transfers', { data: order, headers: { 'Idempotency-Key': randomUUID() } })
  }
}

/** Where each account's last digits stand, and where the innermost box that cuts off what is in it ends. */
const masks = (page: Page) =>
  page.evaluate(() => {
    const clips = (element: Element) => getComputedStyle(element).overflowX !== 'visible'
    const edgeOf = (element: Element): number => (clips(element) ? element.getBoundingClientRect().right : Infinity)
    const roomOf = (element: Element | null): number =>
      element ? Math.min(edgeOf(element), roomOf(element.parentElement)) : window.innerWidth
    const placeOf = (node: Node, from: number, to: number) => {
      const range = document.createRange()
      range.setStart(node, from)
      range.setEnd(node, to)
      const { left, right } = range.getBoundingClientRect()
      return { left, right }
    }
    const found = document.evaluate('//main//text()[contains(., "••")]', document, null, 7)
    return Array.from({ length: found.snapshotLength }, (_, place) => found.snapshotItem(place) as Text)
      .filter(({ parentElement }) => parentElement && parentElement.getBoundingClientRect().width > 2)
      .flatMap((node) =>
        [...node.data.matchAll(/••\d{4}/g)].map(({ index }) => ({
          text: `${node.parentElement?.parentElement?.textContent}`,
          dots: placeOf(node, index, index + 2),
          digits: placeOf(node, index + 2, index + 6),
          room: roomOf(node.parentElement),
        })),
      )
  })

/** What is wider than its place, drawn as an error, or turned round: an account's digits before their dots. */
async function faults(page: Page): Promise<string[]> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  const cut = await page
    .locator('main .mantine-Button-label')
    .evaluateAll((labels) =>
      labels.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent),
    )
  const shown = await masks(page)
  return [
    ...(wider > 0 ? [`${wider} pixels wider than the screen`] : []),
    ...((await page.locator('main').textContent())?.includes('\uFFFD') ? ['half a character'] : []),
    ...cut.map((label) => `cut off: ${label}`),
    ...shown.filter(({ digits, room }) => digits.right > room + 1).map(({ text }) => `cut off: ${text}`),
    ...shown.filter(({ dots, digits }) => dots.left > digits.left).map(({ text }) => `turned round: ${text}`),
  ]
}

test('names of any kind leave the number of their account whole, in either language, on the narrowest screen', async ({
  alice,
}) => {
  test.slow()
  const thrown: string[] = []
  alice.on('pageerror', ({ message }) => thrown.push(message))
  await payAll(alice)
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 900)
  for (const language of ['en', 'de']) {
    await alice.context().addCookies([{ name: 'baink_language', value: language, url: bank.app }])
    for (const path of PAGES) {
      await alice.setViewportSize({ width: 1280, height: 740 })
      await alice.goto(path)
      await expect(alice.locator('[aria-busy="true"]')).toHaveCount(0)
      for (const width of [1280, 320]) {
        await alice.setViewportSize({ width, height: 740 })
        expect(await faults(alice), `${path}, ${language}, ${width} px`).toEqual([])
      }
    }
  }
  await alice.context().addCookies([{ name: 'baink_language', value: 'en', url: bank.app }])

  // Chosen in a form, on one line, and among several.
  await alice.goto('/transfer')
  const to = alice.getByRole('combobox', { name: 'To', exact: true })
  for (const place of [0, 2, 4]) {
    await choose(alice, 'To', new RegExp(`${NAMES[place]}.*••100${place}`))
    await expect(to).toHaveValue(place === 2 ? `\u2068${NAMES[2]}\u2069 ••1002` : `${NAMES[place]} ••100${place}`)
    expect(await faults(alice)).toEqual([])
    if (place !== 2) await expect(alice.locator('form').getByText(`${NAMES[place]} ••100${place}`)).toBeVisible()
  }
  await alice.goto('/mandates')
  await choose(alice, 'From', /^Checking /)
  await alice.getByRole('combobox', { name: 'To', exact: true }).click()
  for (const place of [0, 2, 4]) await alice.getByRole('option', { name: new RegExp(`••100${place}`) }).click()
  await alice.keyboard.press('Escape')
  expect(await faults(alice)).toEqual([])
  // Each as wide as its name, not a letter wide.
  const shapes = await alice
    .locator('main .mantine-Pill-root')
    .evaluateAll((all) => all.map((pill) => pill.clientWidth > pill.clientHeight))
  expect(shapes).toEqual([true, true, true])

  // The server and the browser make the same letters of a name.
  expect(thrown).toEqual([])
})
