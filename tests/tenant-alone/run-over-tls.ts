import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { AloneTenant } from '../support/tenant/alone'

/**
 * Runs a program of this folder against the tenant's TLS address, as somebody else's is run: it trusts the tenant's
 * authority by NODE_EXTRA_CA_CERTS, which Node reads at its start alone.
 * @returns what it printed, one `{ name, got }` a line
 */
export async function runOverTls(
  { secure, authorityFile }: AloneTenant,
  program: string,
  client: { id: string; secret: string },
): Promise<Record<string, Record<string, unknown>>> {
  const args = ['--import', 'tsx', `tests/tenant-alone/${program}`, secure, client.id, client.secret]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const results: Record<string, Record<string, unknown>> = {}
  for await (const line of createInterface({ input: child.stdout })) {
    const { name, got } = JSON.parse(line)
    results[name] = got
  }
  return results
}
