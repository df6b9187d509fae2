// What the tests stand on: a customer with a phone, the programs of this folder as processes, and a proxy that can lose answers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { phoneRobot } from '../../tests/support/phone/phone.ts'

export const BANK = process.env.BANK_URL ?? 'http://localhost:3000'
const EMAIL = 'alice@example.com'
const PASSWORD = process.env.DEMO_PASSWORD ?? ''
const TOKEN_FILE = join(mkdtempSync(join(tmpdir(), 'langgraph-')), 'token.json')
const MS_MAX = 60_000

/** Signs alice's phone in, lets the agent in, and reads what it may see. */
export async function stand() {
  const metadata = await (await fetch(`${BANK}/.well-known/oauth-protected-resource/api/mcp`)).json()
  const [issuer] = metadata.authorization_servers
  const phone = await phoneRobot(issuer, EMAIL, PASSWORD)
  const first = start('look.mjs')
  await letIn(new URL(await first.line(/^Open (\S+)/)))
  const { accounts, payees } = JSON.parse(await first.line(/^({.*)/))
  return { phone, accounts, payees, tenant: new URL(issuer).host }
}

/** Starts a program of this folder, in an environment with `changes`; what it says is kept. */
export function start(program, args = [], changes = {}) {
  const env = { ...process.env, TOKEN_FILE, NODE_OPTIONS: '', ...changes }
  const child = spawn(process.execPath, [program, ...args], { env, cwd: import.meta.dirname })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'close').then(([code]) => code)
  const line = async (pattern) => {
    for (const until = Date.now() + MS_MAX; Date.now() < until; await sleep(50)) {
      const isOver = child.exitCode !== null
      const found = said
        .split('\n')
        .slice(0, -1)
        .map((one) => pattern.exec(one))
        .find(Boolean)
      if (found) return found[1]
      if (isOver) break
    }
    throw new Error(`not said: ${pattern}, but: ${said}`)
  }
  return { child, line, ended, said: () => said }
}

/** What the program said of how its threads ended. */
export function endingsIn(said) {
  return said
    .split('\n')
    .filter((one) => one.startsWith('{'))
    .map((one) => JSON.parse(one))
}

/**
 * Stands before a server on this computer. `lose` is asked about each request that contains `words`, with its number from 1, after
 * the server has answered it: where it says true, the answer is lost.
 */
export async function losing(target, words, lose) {
  let asked = 0
  const proxy = createServer(async (incoming, outgoing) => {
    const chunks = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers
    const request = { method: incoming.method, headers, ...(body.length > 0 && { body }) }
    const answer = await fetch(new URL(incoming.url, target), request)
    const text = await answer.text()
    if (`${incoming.url} ${body}`.includes(words)) {
      asked += 1
      if (await lose(asked)) return outgoing.destroy()
    }
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
    outgoing.end(text)
  }).listen(0, 'localhost')
  await once(proxy, 'listening')
  const asks = async (count) => {
    for (const until = Date.now() + MS_MAX; asked < count && Date.now() < until; ) await sleep(50)
    return asked
  }
  const close = () => {
    proxy.close()
    proxy.closeAllConnections()
  }
  return { host: `localhost:${proxy.address().port}`, asks, close }
}

/** Says yes to a device's code as a customer does in a browser. */
async function letIn(address) {
  const jar = new Map()
  const open = async (url, form) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const post = form && { method: 'POST', body: new URLSearchParams(form) }
    const headers = { cookie, accept: 'text/html', ...(form && { origin: url.origin }) }
    const answer = await fetch(url, { ...post, redirect: 'manual', headers })
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)
      jar.set(name, value)
    }
    const next = answer.headers.get('location')
    return next ? open(new URL(next, url)) : { url, page: await answer.text() }
  }
  const typed = await open(address)
  const hidden = (name) => new RegExp(`name="${name}"[^>]*value="([^"]+)"`).exec(typed.page)?.[1] ?? ''
  const form = { xsrf: hidden('xsrf'), user_code: address.searchParams.get('user_code'), confirm: 'yes' }
  const login = await open(new URL(address.pathname, address), form)
  const consent = await open(login.url, { email: EMAIL, password: PASSWORD })
  await open(consent.url, { answer: 'allow' })
}
