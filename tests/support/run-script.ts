import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs one of scripts/ as its npm command does, away from the caller's own bank. */
export async function runScript(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { AUTH0_DOMAIN: _, DATABASE_URL: __, DATA_DIR: ___, RECEIPT_SIGNING_KEY: ____, ...rest } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { env: { ...rest, ...env }, stdio: 'pipe' })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk))
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...said }
}
