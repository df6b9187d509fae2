import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/postgres.setup.ts'],
    // Loading the libraries anew for every file would be a third of the work.
    isolate: false,
    setupFiles: ['tests/support/fresh-file.setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most of these wait, for Postgres, a tenant or a poll: three files at a time, even on two cores.
    maxWorkers: 3,
  },
})
