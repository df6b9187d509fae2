import { buildIfChanged } from '@/scripts/build'
import { findChromium } from '@/scripts/chromium'
import { bundlePrograms } from '../../support/programs/bundle'

/** What every worker needs: a browser, the app as it is now, and tenant, shop and brokerage in one file each. */
export default async function build(): Promise<() => void> {
  if (!findChromium()) throw new Error('No browser: set CHROMIUM_PATH, or run `npm test`, which fetches one.')
  await buildIfChanged((line) => process.stdout.write(`${line}\n`))
  return bundlePrograms()
}
