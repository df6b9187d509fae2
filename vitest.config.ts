import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const ROOT = fileURLToPath(new URL('.', import.meta.url))

/**
 * What leaves something running in its process, or looks at what others left: leases, resuming, shutting down. In these
 * rooms that is every file but those that only read and write rows, or call functions.
 */
const ALONE = [
  'tests/{metrics,tracing,platform/events,injection,examples,replicas,scheduled-transfers}/**/*.test.ts',
  `tests/approvals/!(${[
    'asking-routes',
    'binding-message',
    'denial-reason',
    'ending',
    'freeze',
    'freeze-lasts',
    'hold',
    'join',
    'limits',
    'marks',
    'outcome',
    'routes',
    'seal',
    'states',
  ].join('|')}).test.ts`,
  'tests/chats/!(kept-alive|user-message).test.ts',
  'tests/faults/!(answers|checks|command-jobs|fence|link|plants).test.ts',
  'tests/mcp/!(doors).test.ts',
  'tests/auth0/token/plain-tenant.test.ts',
  'tests/db/point-in-time.test.ts',
  'tests/services/!(frame).test.ts',
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
