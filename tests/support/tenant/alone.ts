import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certificateFor } from '@/tenant/alone/authority'
import { configAlone } from '@/tenant/alone/configs'
import { Changes } from '@/tenant/phone/changes'
import { freePort } from '@/tenant/postgres/free-port'
import { createTenant } from '@/tenant/tenant'
import type { AloneFile } from '@/tenant/tenant-config'
import { createTestDatabase } from '../bank/database'
import { seededTenant } from './tenant'

export const AGENT = { id: 'agent', secret: 'agent-secret' }
export const JOB = { id: 'job', secret: 'job-secret' }
export const CALLBACK = 'http://localhost:3997/callback'
export const ALONE_PASSWORD = 'a password of the sample'
export const SHOP = 'http://localhost:3997/api/shop'
export const STOCKS = 'stock api #1'

const SEEDED = seededTenant('seeded_tenant_alone', ALONE_PASSWORD)

export const SAMPLE: AloneFile = {
  users: [
    { sub: 'auth0|alice', email: 'alice@example.com', password: ALONE_PASSWORD, name: 'Alice Example' },
    { sub: 'auth0|bob', email: 'bob@example.com', password: ALONE_PASSWORD, name: 'Bob Example' },
  ],
  clients: [
    {
      client_id: AGENT.id,
      client_secret: AGENT.secret,
      name: 'Shopping agent',
      type: 'confidential',
      redirect_uris: [CALLBACK],
      ciba: true,
    },
    {
      client_id: 'other-agent',
      client_secret: 'other-secret',
      name: 'Other agent',
      type: 'confidential',
      redirect_uris: [],
      ciba: true,
    },
    { client_id: 'device', name: 'Television', type: 'native', redirect_uris: [], ciba: false },
    { client_id: 'page', name: 'Page', type: 'spa', redirect_uris: ['http://localhost:3996'], ciba: false },
    { client_id: JOB.id, client_secret: JOB.secret, name: 'Job', type: 'm2m', redirect_uris: [], ciba: false },
  ],
  apis: [
    { audience: STOCKS, scopes: ['stock:trade', 'stock:read'], authorization_details_types: [] },
    { audience: SHOP, scopes: ['product:buy'], authorization_details_types: ['product_order', 'payment_initiation'] },
  ],
}

export interface AloneTenant {
  /** The issuer over plain http, with a trailing slash; the next member is the same over TLS. */
  issuer: string
  secure: string
  /** The file of the certificate authority behind `secure`. */
  authorityFile: string
  databaseUrl: string
  stop(): Promise<void>
}

/** Starts a tenant alone, as tenant/alone/server.ts does: over http and TLS, on its own ports and database. */
export async function startAlone(alone: AloneFile = SAMPLE, intervalSeconds = 1): Promise<AloneTenant> {
  const [database, port, tlsPort] = [await createTestDatabase(SEEDED), await freePort(), await freePort()]
  const folder = mkdtempSync(join(tmpdir(), 'baink-alone-'))
  const tls = await certificateFor('localhost', folder)
  const both = { databaseUrl: database.url, intervalSeconds, logLevel: 'silent' as const }
  const [issuer, secure] = [`http://localhost:${port}/`, `https://localhost:${tlsPort}/`]
  const changes = new Changes()
  const tenants = [
    await createTenant(configAlone(alone, { ...both, issuer, port }), changes),
    await createTenant(configAlone(alone, { ...both, issuer: secure, port: tlsPort, tls }), changes),
  ]
  for (const tenant of tenants) await tenant.listen()
  return {
    issuer,
    secure,
    authorityFile: tls.authorityFile,
    databaseUrl: database.url,
    stop: async () => {
      await Promise.all(tenants.map((tenant) => tenant.close()))
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Posts to one of the tenant's endpoints: an object as a form, a text as JSON. */
export async function post(
  issuer: string,
  path: string,
  sent: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const json = typeof sent === 'string'
  const response = await fetch(new URL(path, issuer), {
    method: 'POST',
    headers: { ...(json && { 'content-type': 'application/json' }), ...headers },
    body: json ? sent : new URLSearchParams(sent),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

export function hintFor(issuer: string, sub = 'auth0|alice'): string {
  return JSON.stringify({ format: 'iss_sub', iss: issuer, sub })
}

/** Sends a backchannel request of the agent, with `changes`. */
export function askAlone(issuer: string, changes: Record<string, string> = {}) {
  return post(issuer, 'bc-authorize', {
    client_id: AGENT.id,
    client_secret: AGENT.secret,
    scope: 'openid',
    binding_message: 'Please confirm',
    login_hint: hintFor(issuer),
    ...changes,
  })
}

export function pollAlone(issuer: string, authReqId: unknown, client = AGENT) {
  return post(issuer, 'oauth/token', {
    grant_type: 'urn:openid:params:grant-type:ciba',
    auth_req_id: String(authReqId),
    client_id: client.id,
    client_secret: client.secret,
  })
}
