import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import * as oauth from 'openid-client'

/** The bank's origin. */
export const BANK = process.env.BANK_URL ?? 'http://localhost:3000'

/** Where an access and a refresh token are kept between runs; whoever can read this file is the agent. */
const FILE = process.env.TOKEN_FILE ?? '.token.json'
/** A lock on that file that is older was left by a process that was killed. */
const LOCK_STALE_MS = 60_000
const SCOPE = 'read:accounts request:transfer offline_access'

/** Calls a tool of the bank's over MCP and gives its structured result: `{ approval }`, or `{ code, message }` of a refusal. */
export async function call(name, args) {
  const client = new Client({ name: 'langgraph-agent', version: '1.0.0' })
  const requestInit = { headers: { Authorization: `Bearer ${await token()}` } }
  await client.connect(new StreamableHTTPClientTransport(endpoint(), { requestInit }))
  try {
    const { structuredContent, content } = await client.callTool({ name, arguments: args })
    return structuredContent ?? { code: 'unknown', message: JSON.stringify(content) }
  } finally {
    await client.close()
  }
}

function endpoint() {
  return new URL('/api/mcp', BANK)
}

/** Whose access it is: the token's `sub`. */
export async function subject() {
  return JSON.parse(Buffer.from((await token()).split('.')[1], 'base64url')).sub
}

/** BANK_TOKEN; or the kept one, refreshed when it runs out; or a new one, once the customer has allowed it (RFC 8628). */
async function token() {
  return process.env.BANK_TOKEN ?? fresh()?.access ?? (await alone(renew))
}

async function renew() {
  const other = fresh()
  if (other) return other.access
  const kept = readKept()
  const { tenant, resource } = await findTenant()
  const granted = kept
    ? await oauth.refreshTokenGrant(tenant, kept.refresh, { resource })
    : await askCustomer(tenant, resource)
  const until = Date.now() + (granted.expires_in ?? 0) * 1000
  const whole = JSON.stringify({ access: granted.access_token, refresh: granted.refresh_token, until })
  writeFileSync(`${FILE}.${process.pid}`, whole, { mode: 0o600 })
  renameSync(`${FILE}.${process.pid}`, FILE)
  return granted.access_token
}

function readKept() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : undefined
}

function fresh() {
  const kept = readKept()
  return kept && kept.until > Date.now() + 60_000 ? kept : undefined
}

/** A refresh token is good once: two that use it look like a theft, and end the access. Also two calls of one process. */
async function alone(work) {
  const lock = `${FILE}.lock`
  for (;;) {
    try {
      writeFileSync(lock, '', { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > LOCK_STALE_MS) rmSync(lock, { force: true })
    await sleep(50)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

async function askCustomer(tenant, resource) {
  const asked = await oauth.initiateDeviceAuthorization(tenant, { scope: SCOPE, resource })
  console.log(`Open ${asked.verification_uri_complete} and compare the code ${asked.user_code}`)
  return oauth.pollDeviceAuthorizationGrant(tenant, asked)
}

/** The bank's metadata names the tenant (RFC 9728). */
async function findTenant() {
  const address = new URL('/.well-known/oauth-protected-resource/api/mcp', endpoint())
  const { resource, authorization_servers: servers } = await (await fetch(address)).json()
  const issuer = new URL(servers[0])
  const execute = issuer.protocol === 'http:' ? [oauth.allowInsecureRequests] : []
  const options = { execute, algorithm: 'oauth2' }
  return { resource, tenant: await oauth.discovery(issuer, 'baink-cli', undefined, oauth.None(), options) }
}
