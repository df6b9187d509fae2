import { bundlePrograms } from './bundle'

/** Bundles the programs once for the whole run, and for all projects of vitest.config.ts. */
export default async function setup(): Promise<() => void> {
  if (process.env.TEST_PROGRAMS) return () => {}
  return bundlePrograms()
}
