import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** What leaves something running in its process, or looks at what others left: leases, resuming, shutting down. */
const ALONE = ['tests/{approvals,chat,events,faults}/**/*.test.ts', 'tests/agent/plain-tenant.test.ts']

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    globalSetup: ['tests/support/postgres.setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most of these wait, for Postgres, a tenant or a poll: three files at a time, even on two cores.
    maxWorkers: 3,
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
