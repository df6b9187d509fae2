import { expect } from '@playwright/test'
import { test } from './support/journey'

test('no page breaks its own security policy', async ({ alice }) => {
  const complaints: string[] = []
  alice.on('console', (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) complaints.push(message.text())
  })
  for (const path of ['/accounts', '/transfer', '/approvals', '/aiya', '/nowhere']) {
    const response = await alice.goto(path)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toMatch(/script-src [^;]*'nonce-/)
    expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/)
    expect(policy).toContain("frame-ancestors 'none'")
    await alice.getByRole('heading', { level: 1 }).waitFor()
  }
  expect(complaints).toEqual([])
})
