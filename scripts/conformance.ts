import { setTimeout as sleep } from 'node:timers/promises'
import { openFixture } from '@/tests/mcp/conformance/fixture-endpoint'
import { REVISIONS, runSuite } from '@/tests/mcp/conformance/suite'
import { openTokenProxy } from '@/tests/mcp/conformance/token-proxy'

// npm run conformance -- [BANK_URL | fixture]: the official MCP suite, for both revisions: against a running bank, where a
// person lets the suite in as the command line; or against the bank's handler with the suite's own tools. Fetches the suite
// by npx; docs/agents.md has the figures.

const [bank = 'http://localhost:3000'] = process.argv.slice(2)
const isFixture = bank === 'fixture'
const expected = isFixture ? 'fixture' : 'bank'
const tested = isFixture ? await openFixture() : await openBank()
let ok = true
for (const revision of REVISIONS) {
  const figures = await runSuite(tested.url, revision, `tests/mcp/conformance/${expected}-${revision}.yml`)
  console.log(`\n${revision}: ${figures.passed} checks of ${figures.passed + figures.failed} passed`)
  ok &&= figures.ok
}
tested.close()
process.exit(ok ? 0 : 1)

async function openBank() {
  const { access_token } = await letIn()
  return openTokenProxy(new URL('/api/mcp', bank), access_token)
}

/** Lets the suite in by the device flow (RFC 8628), as the command line is let in. */
async function letIn(): Promise<{ access_token: string }> {
  const metadata = await (await fetch(new URL('/.well-known/oauth-protected-resource/api/mcp', bank))).json()
  const tenant = metadata.authorization_servers[0]
  const form = { client_id: 'baink-cli', scope: metadata.scopes_supported.join(' ') }
  const code = await (await post(new URL('oauth/device/code', tenant), form)).json()
  console.log(`Open ${code.verification_uri_complete} as a demo customer and choose Allow.`)
  const grant = { client_id: 'baink-cli', device_code: code.device_code }
  for (;;) {
    await sleep(code.interval * 1_000)
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
    const answer = await (await post(new URL('oauth/token', tenant), { ...grant, grant_type })).json()
    if (answer.access_token) return answer
    if (answer.error !== 'authorization_pending') throw new Error(`not let in: ${answer.error}`)
  }
}

function post(url: URL, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form) })
}
