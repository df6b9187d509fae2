import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-protected-resource/api/mcp/route'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { POST as mcp } from '@/app/api/mcp/route'
import { moveApproval } from '@/lib/approvals/move-approval'
import { beginShutdown } from '@/lib/platform/shutdown'
import { letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { allowCode } from '../tenant/agents'
import { type CommandLine, commandLine, SOURCES } from './command-line'

// Each run is a process of its own, and takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

let live: LiveBank
let state: string
let away = false
/** Keeps back the answers to requests for a transfer until it resolves. */
let held: Promise<void> | null = null
/** Loses the answers to requests for a transfer. */
let lost = false
/** Whether the bank cannot tell how a request stands, as in a failover, and how often it was asked. */
let unsure = false
let unanswered = 0
beforeAll(async () => {
  live = await openLiveBank()
  live.app.handler = async (request) => {
    if (away) return null
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/.well-known/')) return metadata()
    if (pathname !== '/api/mcp') return agentTransfer(request)
    const text = await request.clone().text()
    const isRequest = text.includes('request_transfer')
    const response = await mcp(request)
    if (unsure && text.includes('get_approval')) return cannotTell(response)
    if (isRequest && held) await held
    return isRequest && lost ? null : response
  }
  state = mkdtempSync(join(tmpdir(), 'baink-cli-'))
  const login = run('login')
  const { signIn } = (await login.line('signIn')) as { signIn: { userCode: string } }
  await allowCode(live.tenant, signIn.userCode)
  expect(await login.exit).toBe(0)
})
afterAll(async () => {
  beginShutdown()
  await live.close()
  rmSync(state, { recursive: true, force: true })
})
beforeEach(() => letAiyaAsk(live.bank.alice.id))

/** The answer of a tool, with a refusal in place of what it found. */
async function cannotTell(answer: Response): Promise<Response> {
  unanswered++
  const structuredContent = { code: 'unavailable', message: 'Please try again in a moment.' }
  const text = (await answer.text()).replace(/^(?:data: )?\{.*\}$/m, (line) => {
    const [start] = /^(?:data: )?/.exec(line) ?? ['']
    const message = JSON.parse(line.slice(start.length))
    return start + JSON.stringify({ ...message, result: { ...message.result, isError: true, structuredContent } })
  })
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  return new Response(text, { status: answer.status, headers })
}

const run = (...args: string[]) => commandLine(live.app.origin, state, args)

let cents = 10
/** Words for an order like none before, and its memo. */
function wish(): { words: string; memo: string } {
  cents += 1
  const memo = `wood ${cents}`
  return { words: `transfer $7.${cents} from checking to savings, memo "${memo}"`, memo }
}

async function askedFor(cli: CommandLine, memo: string) {
  await cli.line('state', 'pending')
  return live.phone.waitForRequest(memo)
}

const last = ({ lines }: CommandLine) => lines.at(-1) as { approval: Record<string, unknown> }

test('keeps its token where its owner alone can read, bound to a key', () => {
  const folder = join(state, 'baink')
  const [file = '', ...more] = readdirSync(folder)
  expect(more).toEqual([])
  expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const { accessToken } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  expect(decodeJwt(accessToken)).toMatchObject({ client_id: 'baink-cli', cnf: { jkt: expect.any(String) } })
})

test('answers a question, and ends with 0', async () => {
  const cli = run('what', 'are my balances?')
  expect(await cli.exit).toBe(0)
  expect(cli.lines).toEqual([{ answer: expect.stringContaining('Checking') }])
})

test('what is approved on the phone is posted, each state is told, and it ends with 0', async () => {
  const { words, memo } = wish()
  const cli = run(words)
  const request = await askedFor(cli, memo)
  expect(request.text).toContain('Asked by: bAInk command line')
  await live.phone.approve(request.id)
  expect(await cli.exit).toBe(0)
  expect(last(cli)).toEqual({
    approval: expect.objectContaining({ status: 'posted', transferId: expect.any(String) }),
  })
  const states = cli.lines.flatMap(({ state: told }) => (told ? [told] : []))
  expect(states.slice(0, 2)).toEqual(['requested', 'pending'])
  expect(states.at(-1)).toBe('posted')
  const id = String(last(cli).approval.id)
  const status = run('status', id)
  expect(await status.exit).toBe(0)
  expect(last(status)).toEqual(last(cli))
})

test('what is denied on the phone ends with 3', async () => {
  const { words, memo } = wish()
  const cli = run(words)
  await live.phone.deny((await askedFor(cli, memo)).id)
  expect(await cli.exit).toBe(3)
  expect(last(cli)).toEqual({ approval: expect.objectContaining({ status: 'denied', transferId: null }) })
})

test('what nobody answers in time ends with 4', async () => {
  const { words, memo } = wish()
  const cli = run(words)
  const request = await askedFor(cli, memo)
  const { approvalId } = (await cli.line('state')) as { approvalId: string }
  await moveApproval(approvalId, 'expired')
  expect(await cli.exit).toBe(4)
  expect(last(cli)).toEqual({ approval: expect.objectContaining({ status: 'expired', transferId: null }) })
  await live.phone.deny(request.id)
})

test('Ctrl-C withdraws and waits for the answer: 5, and two within a second are one', async () => {
  const { words, memo } = wish()
  const cli = run(words)
  const request = await askedFor(cli, memo)
  cli.process.kill('SIGINT')
  await sleep(100)
  cli.process.kill('SIGINT')
  expect(await cli.exit).toBe(5)
  expect(last(cli)).toEqual({ approval: expect.objectContaining({ status: 'cancelled', transferId: null }) })
  expect((await live.phone.approve(request.id)).code).toBe('withdrawn')
})

test('where the bank is away and the customer will not wait, the outcome is unknown: 6, with the id', async () => {
  const { words, memo } = wish()
  const cli = run(words)
  await askedFor(cli, memo)
  away = true
  try {
    cli.process.kill('SIGINT')
    await sleep(1_200)
    cli.process.kill('SIGINT')
    expect(await cli.exit).toBe(6)
  } finally {
    away = false
  }
  const { approvalId } = (await cli.line('state')) as { approvalId: string }
  expect(cli.lines.at(-1)).toEqual({ error: { code: 'unknown', message: expect.stringContaining(approvalId) } })
})

test('where the bank cannot tell for a while how a request stands, it is asked again, and nothing is called failed', async () => {
  const { words, memo } = wish()
  unsure = true
  const cli = run(words)
  const { id } = await askedFor(cli, memo)
  await live.phone.approve(id)
  await vi.waitFor(() => expect(unanswered).toBeGreaterThan(1), 20_000)
  unsure = false
  expect(await cli.exit).toBe(0)
  expect(last(cli)).toEqual({ approval: expect.objectContaining({ status: 'posted' }) })
})

test('Ctrl-C while a request is on its way waits for its answer, and withdraws what was asked', async () => {
  const { words, memo } = wish()
  let letGo = () => {}
  const answered = new Promise<void>((resolve) => {
    letGo = resolve
  })
  held = answered
  const cli = run(words)
  try {
    await live.phone.waitForRequest(memo)
    cli.process.kill('SIGINT')
    await sleep(500)
  } finally {
    held = null
    letGo()
  }
  expect(await cli.exit).toBe(5)
  expect(last(cli)).toEqual({ approval: expect.objectContaining({ status: 'cancelled', transferId: null }) })
})

test('a request whose answer never comes may have rung: 6, and not 0', async () => {
  const { words, memo } = wish()
  lost = true
  try {
    // Its first answer, and each one after that.
    const cli = commandLine(live.app.origin, state, [words], { BANK_PATIENCE_SECONDS: '1' })
    expect(await cli.exit).toBe(6)
    expect(cli.lines.at(-1)).toEqual({ error: { code: 'unknown', message: expect.stringContaining('phone') } })
  } finally {
    lost = false
  }
  const { id } = await live.phone.waitForRequest(memo)
  await live.phone.deny(id)
})

test('an answer that never comes, over a connection that is closed, ends in words as well: 1, and not with Node’s own 13', async () => {
  const never = `globalThis.fetch = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))`
  const elsewhere = mkdtempSync(join(tmpdir(), 'baink-cli-'))
  const more = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(never)}` }
  const cli = commandLine(live.app.origin, elsewhere, ['login'], more)
  expect(await cli.exit).toBe(1)
  expect(cli.lines).toEqual([{ error: { code: 'unreachable', message: expect.any(String) } }])
  rmSync(elsewhere, { recursive: true, force: true })
})

test('Ctrl-C ends the wait for a code', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'baink-cli-'))
  const cli = commandLine(live.app.origin, elsewhere, ['login'])
  await cli.line('signIn')
  cli.process.kill('SIGINT')
  expect(await cli.exit).toBe(5)
  rmSync(elsewhere, { recursive: true, force: true })
})

test('what the bank refuses ends with 1, and asks nobody', async () => {
  const { sql, alice } = live.bank
  await sql`UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${alice.id}`
  const cli = run(wish().words)
  expect(await cli.exit).toBe(1)
  await sql`UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = ${alice.id}`
  expect(cli.lines.some(({ state: told }) => told !== undefined)).toBe(false)
})

test('no words, or words for no command, end with 2', async () => {
  expect(await run().exit).toBe(2)
  expect(await run('status').exit).toBe(2)
  expect(await run('--nonsense').exit).toBe(2)
})

/** The file that the token is kept in, as if it had run out. */
function runOut(): string {
  const folder = join(state, 'baink')
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.json')) ?? '')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), expiresAt: 0 }))
  return file
}

test('two runs at once renew the token once, and both go on', async () => {
  runOut()
  live.tenantLink.become({ kind: 'late', delayMs: 2_000, only: '"refresh_token"' })
  try {
    const runs = [run('what', 'are my balances?'), run('what', 'are my balances?')]
    expect(await Promise.all(runs.map(({ exit }) => exit))).toEqual([0, 0])
  } finally {
    live.tenantLink.clear()
  }
})

// This run renews once more, so the two before it have left a token that the tenant takes.
test('a lock that a killed run has left is taken over', async () => {
  const lock = `${runOut()}.lock`
  writeFileSync(lock, 'a run that was killed')
  const hourAgo = Date.now() / 1_000 - 3_600
  utimesSync(lock, hourAgo, hourAgo)
  expect(await run('what', 'are my balances?').exit).toBe(0)
  expect(readdirSync(join(state, 'baink')).filter((name) => !name.endsWith('.json'))).toEqual([])
})

test('says who is signed in, and nobody once signed out: the token is gone from here, and ended at the tenant', async () => {
  const who = commandLine(live.app.origin, state, ['whoami'], {}, SOURCES)
  expect(await who.exit).toBe(0)
  expect(String(who.lines[0]?.answer)).toContain('auth0|alice')
  expect(await run('logout').exit).toBe(0)
  expect(readdirSync(join(state, 'baink'))).toEqual([])
  expect(await run('whoami').exit).toBe(1)
})
