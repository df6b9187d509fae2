import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The official suite. It needs Node 22, so npx fetches it with a newer Node, and it is no dependency. */
const PACKAGES = ['-p', 'node@24', '-p', '@modelcontextprotocol/conformance@0.2.0-alpha.12']

export const REVISIONS = ['2026-07-28', '2025-11-25']

interface Figures {
  passed: number
  failed: number
  /** Whether the suite failed nowhere but where the file says that it may. */
  ok: boolean
}

/** Runs what a revision requires against an endpoint, with a file of expected failures. */
export async function runSuite(url: string, revision: string, expectedFailures: string): Promise<Figures> {
  const results = mkdtempSync(join(tmpdir(), `mcp-conformance-${revision}-`))
  const what = ['--url', url, '--requirements', revision, '--expected-failures', expectedFailures, '-o', results]
  const child = spawn('npx', ['-y', ...PACKAGES, 'conformance', 'server', ...what], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'close')
  const statuses = readdirSync(results).flatMap((scenario) => statusesIn(join(results, scenario, 'checks.json')))
  const count = (status: string) => statuses.filter((one) => one === status).length
  return { passed: count('SUCCESS'), failed: count('FAILURE'), ok: code === 0 }
}

function statusesIn(file: string): string[] {
  const checks: { status: string }[] = JSON.parse(readFileSync(file, 'utf8'))
  return checks.map(({ status }) => status)
}
