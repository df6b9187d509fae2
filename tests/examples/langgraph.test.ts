import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { CLIENT_ID } from '@/agent/settings'
import { transferTool } from '@/lib/ai/tools/transfer-funds'
import { paymentInitiation } from '@/lib/approvals/payment-initiation'
import { offerAsking } from '@/lib/mcp/asking-tools'
import { offerReading } from '@/lib/mcp/reading-tools'
import type { Caller } from '@/lib/mcp/require-agent'

// The example's own tests need a running bank and dependencies of its own, so they run by hand. What it relies on is looked at here.

const FOLDER = 'examples/langgraph'
const textOf = (name: string) => readFileSync(join(FOLDER, name), 'utf8')
const programs = readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'))
const all = programs.map(textOf).join('\n')
const REQUEST_ID = '6f1c6c0a-54f1-4c39-9f57-1c1f7f3b6f0e'

function found(pattern: RegExp): string[] {
  return [...new Set([...all.matchAll(pattern)].map(([, one = '']) => one))].sort()
}

/** The bank's tools, by name, with the schema of what they take. */
function tools(): Map<string, z.ZodType> {
  const offered = new Map<string, z.ZodType>()
  type Listed = { inputSchema: StandardSchemaWithJSON }
  const server = {
    registerTool: (name: string, { inputSchema }: Listed) =>
      offered.set(name, z.fromJSONSchema(inputSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }))),
  } as unknown as McpServer
  offerReading(server, {} as Caller)
  offerAsking(server, {} as Caller, [transferTool])
  return offered
}

test('imports nothing but Node, its own files and what its lockfile has, in the bank’s version where both have it', () => {
  const { dependencies } = JSON.parse(textOf('package.json'))
  const { packages } = JSON.parse(textOf('package-lock.json'))
  const bank = JSON.parse(readFileSync('package.json', 'utf8'))
  const imported = found(/(?:\bfrom |\bimport |\bimport\(|\brequire\()'([^']+)'/g)
  expect(imported).toEqual(expect.arrayContaining(['./bank.mjs', '@auth0/ai-langchain', '@langchain/langgraph']))
  for (const name of imported.filter((one) => !isBuiltin(one))) {
    if (name.startsWith('.')) {
      expect(existsSync(join(FOLDER, name)), name).toBe(true)
      continue
    }
    const parts = name.split('/')
    const own = parts.slice(0, name.startsWith('@') ? 2 : 1).join('/')
    expect(dependencies, name).toHaveProperty([own])
    expect(packages[`node_modules/${own}`].version, own).toBe(dependencies[own])
  }
  for (const shared of ['@modelcontextprotocol/client', 'openid-client'])
    expect(dependencies[shared], shared).toBe(bank.dependencies[shared])
})

test('calls tools that the bank serves, with an order that they take, at addresses that it has', () => {
  const offered = tools()
  const called = found(/\bcall\('(\w+)'/g)
  expect(called).toEqual(['get_approval', 'list_accounts', 'list_payees', 'request_transfer'])
  for (const name of called) expect([...offered.keys()]).toContain(name)
  const [, order = ''] = /agent\.mjs ask \S+ '\[(.*)\]'/.exec(textOf('README.md')) ?? []
  const request = { requestId: REQUEST_ID, ...JSON.parse(order) }
  expect(offered.get('request_transfer')?.safeParse(request).success).toBe(true)
  expect(offered.get('get_approval')?.safeParse({ approvalId: REQUEST_ID, waitSeconds: 2 }).success).toBe(true)
  const addresses = found(/['`](\/(?:api|\.well-known)\/[^'`$]+)['`$]/g)
  expect(addresses).toEqual(expect.arrayContaining(['/api/mcp', '/api/agent/transfers']))
  for (const address of addresses.filter((one) => !one.endsWith('/')))
    expect(existsSync(join('app', address)), address).toBe(true)
  expect(textOf('bank.mjs')).toContain(`'${CLIENT_ID}'`)
})

test('asks the phone for a detail that the bank takes, by a message that names what is paid to whom', async () => {
  const { detailFor, messageFor } = await import(join(process.cwd(), FOLDER, 'payment.mjs'))
  const account = { id: '01a2226e-fed0-70d9-8267-907f9bcc165e', name: 'Checking', mask: '••4321' }
  const payee = { accountId: '01a2226e-fed0-70d9-8267-907f9bcc165f', name: `Bób ${'B'.repeat(80)}`, mask: '••1111' }
  const answers: Record<string, unknown> = { list_accounts: { accounts: [account] }, list_payees: { payees: [payee] } }
  const call = async (name: string) => answers[name]
  const order = { fromAccountId: account.id, toAccountId: payee.accountId, amount: '12.50', currency: 'USD' }
  const detail = await detailFor(call, REQUEST_ID, { ...order, memo: 'lunch' })
  expect(paymentInitiation.parse(detail)).toEqual(detail)
  expect(messageFor(detail)).toMatch(/^Pay 12\.50 USD from 4321 to Bob B+ 1111$/)
  expect(messageFor(detail)).toHaveLength(64)
  expect(await detailFor(call, REQUEST_ID, { ...order, toAccountId: account.id })).toBeNull()
})
