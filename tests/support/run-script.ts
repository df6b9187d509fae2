import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { vi } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Ran {
  code: number
  stdout: string
  stderr: string
}

/**
 * Runs one of scripts/ as its npm command does, away from the caller's own bank, but in this process, because a new
 * process would first load libraries for two seconds. Only for scripts that end by themselves.
 */
export async function runScript([script = '', ...args]: string[], env: Record<string, string>): Promise<Ran> {
  const before = { argv: process.argv, env: { ...process.env }, exitCode: process.exitCode }
  const said = { stdout: '', stderr: '' }
  const speakers = (
    [
      ['log', 'stdout'],
      ['error', 'stderr'],
    ] as const
  ).map(([speaker, stream]) =>
    vi.spyOn(console, speaker).mockImplementation((...words) => {
      said[stream] += `${format(...words)}\n`
    }),
  )
  process.argv = [process.execPath, script, ...args]
  become(environmentWith(env))
  process.exitCode = undefined
  try {
    vi.resetModules()
    await import(/* @vite-ignore */ `${ROOT}${script}`)
    return { code: Number(process.exitCode ?? 0), ...said }
  } finally {
    for (const speaker of speakers) speaker.mockRestore()
    process.argv = before.argv
    become(before.env)
    process.exitCode = before.exitCode
  }
}

/** The same in a new process, as a person runs it. */
export async function spawnScript(args: string[], env: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { env: environmentWith(env), stdio: 'pipe' })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk))
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...said }
}

function environmentWith(env: Record<string, string>): NodeJS.ProcessEnv {
  const { AUTH0_DOMAIN: _, DATABASE_URL: __, DATA_DIR: ___, RECEIPT_SIGNING_KEY: ____, ...rest } = process.env
  return { ...rest, ...env }
}

function become(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}
