import { type Browser, chromium } from '@playwright/test'
import { ensureChromium } from '@/scripts/chromium'

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** @param more flags of this test alone */
export async function launchChromium(more: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureChromium(), args: [...FLAGS, ...more] })
}
