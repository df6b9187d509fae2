import { buildIfChanged } from '@/scripts/build'
import { findChromium } from '@/scripts/chromium'

/** What every worker needs: a browser, and the app as it is now. */
export default async function build(): Promise<void> {
  if (!findChromium()) throw new Error('No browser: set CHROMIUM_PATH, or run `npm test`, which fetches one.')
  await buildIfChanged((line) => process.stdout.write(`${line}\n`))
}
