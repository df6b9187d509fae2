import type { Worker } from 'node:worker_threads'
import { vi } from 'vitest'

// Test files of one worker share its process and the libraries loaded there, and nothing else. What an earlier file left running
// is ended, the project's modules are evaluated anew, and changes to the environment and to globalThis are undone.

interface Left {
  env: NodeJS.ProcessEnv
  fetch: typeof fetch
}

interface Running {
  bainkShutdown?: { told: AbortController; over: AbortController }
  bainkThreads?: Worker[]
}

const shared = globalThis as { testsBegan?: Left } & Running & Record<string, unknown>
shared.testsBegan ??= { env: { ...process.env }, fetch: globalThis.fetch }
const { env, fetch: original } = shared.testsBegan

shared.bainkShutdown?.told.abort()
shared.bainkShutdown?.over.abort()
await Promise.all((shared.bainkThreads ?? []).map((thread) => thread.terminate()))

for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
Object.assign(process.env, env)
globalThis.fetch = original
for (const name of Object.keys(shared)) if (name.startsWith('baink')) delete shared[name]
vi.resetModules()
