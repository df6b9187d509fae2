import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { audienceOf, resourceOf } from '@/tenant/alone/audiences'
import { readConfigFile } from '@/tenant/alone/config-file'
import { readSettings } from '@/tenant/alone/settings'

const folder = mkdtempSync(join(tmpdir(), 'baink-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const USER = { sub: 'auth0|alice', email: 'Alice@Example.com', password: 'secret-word', name: 'Alice' }
const CLIENT = { client_id: 'agent', client_secret: 'secret-word', name: 'Agent', type: 'confidential' }
const API = { audience: 'stocks', scopes: ['stock:trade'] }

function read(changes: Record<string, unknown>) {
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify({ users: [USER], clients: [CLIENT], apis: [API], ...changes }))
  return readConfigFile(file)
}

describe('the file of users, clients and APIs', () => {
  it('is the sample where none is named', () => {
    const sample = readConfigFile(readSettings({ NODE_ENV: 'test', TENANT_CONFIG: '' }).TENANT_CONFIG)
    expect(sample.clients.map(({ type }) => type)).toEqual(['confidential', 'native', 'spa', 'm2m'])
  })

  it('fills in what may be left out', () => {
    expect(read({})).toEqual({
      users: [{ ...USER, email: 'alice@example.com' }],
      clients: [{ ...CLIENT, redirect_uris: [], ciba: false }],
      apis: [{ ...API, authorization_details_types: [] }],
    })
  })

  it.each<[member: string, changes: Record<string, unknown>]>([
    ['users', { users: [] }],
    ['users.0.email', { users: [{ ...USER, email: 'alice' }] }],
    ['users.0', { users: [{ ...USER, role: 'admin' }] }],
    ['users.1.sub', { users: [USER, { ...USER, email: 'other@example.com' }] }],
    ['users.1.email', { users: [USER, { ...USER, sub: 'other' }] }],
    ['clients.0.type', { clients: [{ ...CLIENT, type: 'web' }] }],
    ['clients.0.client_secret', { clients: [{ ...CLIENT, client_secret: undefined }] }],
    ['clients.0.client_secret', { clients: [{ ...CLIENT, type: 'spa' }] }],
    ['clients.0.ciba', { clients: [{ ...CLIENT, type: 'native', client_secret: undefined, ciba: true }] }],
    ['clients.0.redirect_uris.0', { clients: [{ ...CLIENT, redirect_uris: ['/callback'] }] }],
    ['apis.0.scopes.0', { apis: [{ ...API, scopes: ['two words'] }] }],
    ['apis.0.scopes.0', { apis: [{ ...API, scopes: ['openid'] }] }],
    ['apis.1.audience', { apis: [API, API] }],
    ['(the file)', { api: [] }],
  ])('names %s where it is wrong, and repeats no secret', (member, changes) => {
    const attempt = () => read(changes)
    expect(attempt).toThrow(`\n  ${member}: `)
    expect(attempt).not.toThrow('secret-word')
  })

  it('names the file that is none', () => {
    expect(() => readConfigFile(join(folder, 'none.json'))).toThrow(/^TENANT_CONFIG: .*none\.json cannot be read/)
  })
})

it.each([
  ...['sample-stock-api', 'stock api #1', 'https://shop.example/#api', 'ключ', 'urn:baink:audience:x', '%'],
  ...['https://shop.example/api', 'urn:stocks', 'a', 'http://localhost:3000/api?x=1'],
])('the audience %s is a resource that the provider takes, and the same again', (audience) => {
  const resource = resourceOf(audience)
  expect(URL.canParse(resource) && !resource.includes('#')).toBe(true)
  expect(audienceOf(resource)).toBe(audience)
})
