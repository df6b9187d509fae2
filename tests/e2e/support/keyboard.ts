import { expect, type Page } from '@playwright/test'

const PRESSES_MAX = 40

/** Presses Tab until the named element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, role: 'link' | 'button' | 'combobox' | 'textbox', name: string): Promise<void> {
  const target = page.getByRole(role, { name, exact: true })
  await target.waitFor()
  for (let presses = 0; presses < PRESSES_MAX; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}
