import { vi } from 'vitest'

// Test files of one worker share its process and the libraries loaded there, and nothing else. The project's modules
// are evaluated anew, and changes that an earlier file made to the environment and to globalThis are undone.

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
