import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asProblem } from '@/lib/platform/http/as-problem'
import { readJson } from '@/lib/platform/http/read-json'
import { repeatedMember } from '@/lib/platform/http/repeated-member'
import { type AgentBank, expectRefused, openAgentBank, send } from '../../support/agent/agent-bank'

const INVALID = { status: 400, code: 'invalid_request' }
const KIB = 1024
const ID = '019b7600-1111-7222-8333-444455556666'

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

/** Sends any body and headers under a token that is good for the usual order. */
function sendBody(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const identifier = randomUUID()
  return send(agent.tokenFor(agent.detailOf(agent.order(), identifier)), identifier, body, headers)
}

/** The members that a refusal names. */
function membersOf(problem: Record<string, unknown>): string[] {
  return (problem.errors as { member: string; message: string }[]).map(({ member }) => member)
}

describe('a member is refused and named', () => {
  test.each<[string, string, unknown]>([
    ['without decimals', 'amount', '25'],
    ['with one decimal', 'amount', '25.0'],
    ['with three decimals', 'amount', '25.000'],
    ['below zero', 'amount', '-1.00'],
    ['with a plus', 'amount', '+25.00'],
    ['with an exponent', 'amount', '1e2'],
    ['of nothing', 'amount', '0.00'],
    ['with a leading zero', 'amount', '025.00'],
    ['with a blank before it', 'amount', ' 25.00'],
    ['with a blank behind it', 'amount', '25.00 '],
    ['with a comma', 'amount', '25,00'],
    ['with a thousands separator', 'amount', '1,025.00'],
    ['as a number', 'amount', 25],
    ['too large for the ledger', 'amount', '99999999999999999.00'],
    ['that is empty', 'amount', ''],
    ['in hexadecimal', 'amount', '0x19'],
    ['in digits of another script', 'amount', '２５.００'],
    ['that is missing', 'amount', undefined],
    ['that nobody knows', 'currency', 'XXZ'],
    ['in small letters', 'currency', 'usd'],
    ['with a blank', 'currency', 'USD '],
    ['that is missing', 'currency', undefined],
    ['that is no UUID', 'fromAccountId', 'checking'],
    ['in braces', 'fromAccountId', '{019b7600-0000-7000-8000-000000000000}'],
    ['that is missing', 'fromAccountId', undefined],
    ['that is a list', 'toAccountId', ['019b7600-0000-7000-8000-000000000000']],
    ['that is missing', 'toAccountId', undefined],
    ['of 141 characters', 'memo', 'x'.repeat(141)],
    ['of 141 emoji', 'memo', '🎈'.repeat(141)],
    ['with a line break', 'memo', 'rainy\ndays'],
    ['with a NUL', 'memo', 'rainy\0days'],
    ['with a delete character', 'memo', 'rainy\u007fdays'],
    ['with a right-to-left override', 'memo', 'rainy\u202edays'],
    ['with a right-to-left isolate', 'memo', 'rainy\u2067days'],
    ['with a tab', 'memo', 'rainy\tdays'],
    ['that is a number', 'memo', 5],
  ])('%s: %s', async (_, member, value) => {
    const { problem } = await expectRefused(agent.bank, () => sendBody({ ...agent.order(), [member]: value }), INVALID)
    expect(membersOf(problem)).toEqual([member])
  })

  test('yen with decimals', async () => {
    const body = { ...agent.order(), currency: 'JPY', amount: '25.00' }
    const { problem } = await expectRefused(agent.bank, () => sendBody(body), INVALID)
    expect(membersOf(problem)).toEqual(['amount'])
  })

  test('half an emoji in the memo', async () => {
    const body = JSON.stringify(agent.order()).replace('rainy days', '\\ud83c')
    const { problem } = await expectRefused(agent.bank, () => sendBody(body), INVALID)
    expect(membersOf(problem)).toEqual(['memo'])
  })

  test.each(['authority', 'customerId', 'status', '__proto__'])('%s, which the route does not know', async (member) => {
    const body = JSON.stringify(agent.order()).replace('{', `{"${member}":"x",`)
    const { problem } = await expectRefused(agent.bank, () => sendBody(body), INVALID)
    expect(membersOf(problem)).toEqual([member])
  })

  test.each([
    ['the same amount again', '"amount":"25.00"', '"amount":"25.00","amount":"25.00"'],
    ['another amount before it', '"amount":"25.00"', '"amount":"900.00","amount":"25.00"'],
    ['an escaped name', '"amount":"25.00"', '"amount":"25.00","\\u0061mount":"900.00"'],
    ['a name behind blanks', '"amount":"25.00"', '"amount" : "25.00" ,\n "amount"\t:"900.00"'],
  ])('one that stands twice: %s', async (_, once, twice) => {
    const body = JSON.stringify(agent.order()).replace(once, twice)
    expect(body).toContain(twice)
    const { problem } = await expectRefused(agent.bank, () => sendBody(body), INVALID)
    expect(problem.errors).toEqual([{ member: 'amount', message: 'must be given once' }])
  })

  test('not a name that stands in a text, in a list, or in another object', () => {
    expect(
      repeatedMember('{"a":"{\\"a\\":1,","b":["a","a",{"a":{"a":["b"]}},{"a":1}],"c":{"b":{},"a":"b"}}'),
    ).toBeUndefined()
    expect(repeatedMember('[{"a":[{"b":1,"c":[],"b":2}]}]')).toBe('b')
    expect(repeatedMember(`${'['.repeat(8_000)}{"":1,"":2}${']'.repeat(8_000)}`)).toBe('')
  })

  test('every one of several', async () => {
    const body = { ...agent.order(), fromAccountId: 1, currency: 'XXZ', memo: 'a\tb', more: true }
    const { problem } = await expectRefused(agent.bank, () => sendBody(body), INVALID)
    expect(membersOf(problem).sort()).toEqual(['currency', 'fromAccountId', 'memo', 'more'])
  })

  test.each([undefined, '', 'x', '1', `${ID}0`, `{${ID}}`, ID.slice(0, -1)])('the key %s', async (key) => {
    const token = agent.tokenFor(agent.detailOf(agent.order(), ID))
    const { problem } = await expectRefused(agent.bank, () => send(token, key, agent.order()), INVALID)
    expect(membersOf(problem)).toEqual(['Idempotency-Key'])
  })
})

describe('a body is refused', () => {
  test.each<[string, string]>([
    ['that is empty', ''],
    ['that is cut off', '{"amount":"25.00"'],
    ['with a comma too many', '{"amount":"25.00",}'],
    ['that is two documents', '{}{}'],
    ['with a comment', '{} // rainy days'],
    ['with a byte order mark inside', '{\ufeff}'],
  ])('%s', async (_, body) => {
    const { problem } = await expectRefused(agent.bank, () => sendBody(body), INVALID)
    expect(membersOf(problem)).toEqual(['body'])
  })

  test.each(['[]', 'null', '"text"', '25'])('that is not an object: %s', async (body) => {
    await expectRefused(agent.bank, () => sendBody(body), INVALID)
  })

  test('that is not UTF-8', async () => {
    const bytes = Buffer.from(JSON.stringify(agent.order()).replace('rainy', 'r\u00e4iny'), 'latin1')
    const { problem } = await expectRefused(agent.bank, () => sendStream([bytes]), INVALID)
    expect(membersOf(problem)).toEqual(['body'])
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', ''])(
    'as %s',
    async (type) => {
      const call = () => sendBody(agent.order(), { 'Content-Type': type })
      await expectRefused(agent.bank, call, { status: 415, code: 'unsupported_media_type' })
    },
  )

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json; Charset="UTF-8"'])(
    'not as %s',
    async (type) => {
      expect((await sendBody(agent.order(), { 'Content-Type': type, 'Content-Encoding': 'identity' })).status).toBe(201)
    },
  )

  test.each<[string, Record<string, string>]>([
    ['packed', { 'Content-Encoding': 'gzip' }],
    ['packed twice', { 'Content-Encoding': 'identity, br' }],
    ['in another character set', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['in two', { 'Content-Type': 'application/json; charset=utf-8; charset=latin1' }],
  ])('that is said to be %s', async (_, headers) => {
    const call = () => sendBody(agent.order(), headers)
    await expectRefused(agent.bank, call, { status: 415, code: 'unsupported_media_type' })
  })
})

describe('16 KiB', () => {
  const TOO_LARGE = { status: 413, code: 'body_too_large' }
  const ofLength = (bytes: number) => JSON.stringify(agent.order()).padEnd(bytes, ' ')

  test('are accepted', async () => {
    expect((await sendBody(ofLength(16 * KIB))).status).toBe(201)
  })

  test('and a byte more are not', async () => {
    await expectRefused(agent.bank, () => sendBody(ofLength(16 * KIB + 1)), TOO_LARGE)
  })

  test('are all that is believed of a Content-Length', async () => {
    const call = () => sendBody(agent.order(), { 'Content-Length': String(16 * KIB + 1) })
    await expectRefused(agent.bank, call, TOO_LARGE)
  })

  test('are counted where no Content-Length is sent', async () => {
    const chunks = Array.from({ length: 17 }, () => Buffer.alloc(KIB, ' '))
    await expectRefused(agent.bank, () => sendStream(chunks), TOO_LARGE)
  })

  test('are counted where the Content-Length is too small', async () => {
    const call = () => sendStream([Buffer.alloc(20 * KIB, ' ')], { 'Content-Length': '20' })
    await expectRefused(agent.bank, call, TOO_LARGE)
  })

  test('end a body that never ends', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1
        controller.enqueue(Buffer.alloc(KIB, ' '))
      },
    })
    await expectRefused(agent.bank, () => sendStream(endless), TOO_LARGE)
    expect(sent).toBeLessThan(64)
  })
})

/** Sends a body in pieces, as a client does that does not know its length. */
function sendStream(body: Uint8Array[] | ReadableStream, headers: Record<string, string> = {}): Promise<Response> {
  return sendBody(Array.isArray(body) ? streamOf(body) : body, headers)
}

function streamOf(chunks: Uint8Array[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

test('a body whose sender goes away halfway is no fault of the bank’s own', async () => {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from('{"amount":')),
    pull: (controller) => controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
  })
  const headers = { 'Content-Type': 'application/json' }
  const init = { method: 'POST', headers, body, duplex: 'half' } satisfies RequestInit & { duplex: 'half' }
  const problem = await readJson(new Request('http://localhost/', init)).catch(asProblem)
  expect(problem).toMatchObject({ code: 'invalid_request', message: 'body: must arrive whole' })
})
