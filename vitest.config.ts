import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const ROOT = fileURLToPath(new URL('.', import.meta.url))

/**
 * What needs a process of its own: it counts what the whole process does, leaves doors and pools open that another file would
 * meet, or watches how a process behaves while it is starved or cut off. Every other file joins those of its worker.
 */
const ALONE = [
  'tests/{tracing,examples,replicas}/**/*.test.ts',
  'tests/metrics/!(alert-rules).test.ts',
  // They stop and cut connections in their middle, or have hundreds of approvals on their way when they end.
  'tests/faults/{many-pending,tenant-faults,tenant-silence,unavailable}.test.ts',
  'tests/injection/*.test.ts',
  'tests/db/point-in-time.test.ts',
  // Its polls' deadlines of thirty seconds may end in a file that comes after it.
  'tests/approvals/tenant-words.test.ts',
  // Next's navigation loads only in a process into which Next has put AsyncLocalStorage first.
  'tests/approvals/library-backchannel.test.ts',
]

export default defineConfig({
  resolve: {
    alias: [
      { find: '@', replacement: ROOT },
      { find: './open-worker', replacement: `${ROOT}tests/support/programs/open-worker.ts` },
    ],
  },
  test: {
    globalSetup: ['tests/support/postgres.setup.ts', 'tests/support/programs/programs.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Most of these wait, for Postgres, a tenant or a poll: four files at a time, even on two cores.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['tests/**/*.test.ts'],
          exclude: ALONE,
          // Loading the libraries anew for every file would be a third of the work.
          isolate: false,
          setupFiles: ['tests/support/fresh-file.setup.ts'],
        },
      },
    ],
  },
})
