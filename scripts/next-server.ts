import { fileURLToPath } from 'node:url'

const LIMITS = fileURLToPath(new URL('./app-server.mjs', import.meta.url))

/** The command that serves the app within the limits of app-server.mjs. */
export function nextServer(mode: 'start' | 'dev', { host, port }: { host: string; port: number }) {
  const next = ['node_modules/next/dist/bin/next', mode, '-p', String(port), '-H', host]
  return { command: process.execPath, args: ['--import', LIMITS, ...next] }
}
