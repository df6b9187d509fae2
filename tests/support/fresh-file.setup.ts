import { vi } from 'vitest'

// Files of a worker share its process and the libraries that are loaded there, and nothing else: our own modules are
// evaluated anew, and what a file before this one left in the environment and on globalThis is gone.

interface Left {
  env: NodeJS.ProcessEnv
  fetch: typeof fetch
}

const shared = globalThis as { testsBegan?: Left } & Record<string, unknown>
shared.testsBegan ??= { env: { ...process.env }, fetch: globalThis.fetch }
const { env, fetch: original } = shared.testsBegan

for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
Object.assign(process.env, env)
globalThis.fetch = original
for (const name of Object.keys(shared)) if (name.startsWith('baink')) delete shared[name]
vi.resetModules()
