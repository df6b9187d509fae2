import { join } from 'node:path'

/** Where the file of a bundled program is: see bundle.ts. */
export function bundled(program: string): string {
  if (!process.env.TEST_PROGRAMS)
    throw new Error('TEST_PROGRAMS is not set: run the tests through `npm test` or vitest.')
  return join(process.env.TEST_PROGRAMS, `${program}.mjs`)
}
