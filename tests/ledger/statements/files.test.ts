import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as getDetails } from '@/app/api/accounts/[accountId]/details/route'
import { GET as getCsv } from '@/app/api/accounts/[accountId]/statement.csv/route'
import { GET as getPdf } from '@/app/api/accounts/[accountId]/statement.pdf/route'
import { GET as getXml } from '@/app/api/accounts/[accountId]/statement.xml/route'
import { readStatement } from '@/lib/ledger/statements/read-statement'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'
import { accountOf } from '../../support/ledger/ledger'
import { type Element, readXml, structureProblems } from './camt-structure'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

/** What people and mischief write: quotes, a formula, markup, other scripts, and more than a PDF's font has. */
const MEMOS = [
  '=HYPERLINK("http://evil.example";"x")',
  '＝1+1',
  'He said "yes", twice',
  '<b>&amp;</b>',
  'Ελένη שלום 寿司 🍣',
]
const AUCKLAND = { Cookie: 'baink_time_zone=Pacific%2FAuckland' }

let bank: SeededBank
let id: string
beforeAll(async () => {
  bank = await openSeededBank()
  const { Checking, Savings } = bank.alice.accounts
  id = accountOf(bank.alice, 'Checking').id
  for (const memo of MEMOS) await pay({ customerId: bank.alice.id, from: Checking, to: Savings, amount: '10.00', memo })
  const back = await pay({ customerId: bank.alice.id, from: Savings, to: Checking, amount: '7.50', memo: 'Back' })
  // Half past noon of 1 March in Greenwich is 2 March in Auckland.
  await bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`UPDATE entries SET created_at = '2026-02-01T00:00:00Z'`
    await tx`UPDATE entries SET created_at = '2026-03-01T12:30:00Z' WHERE transfer_id = ${back}`
  })
  signInAs(bank.alice.id)
})
afterAll(() => bank.close())

type Get = typeof getCsv
const ask = (get: Get, query = '', headers: Record<string, string> = {}, accountId = id) =>
  get(new Request(`http://localhost:3000/x${query}`, { headers }), { params: Promise.resolve({ accountId }) })

/** Records of RFC 4180, each a list of cells. */
function recordsOf(csv: string): string[][] {
  const records = csv.match(/(?:"(?:[^"]|"")*"|[^"\r\n])*\r\n/g) ?? []
  expect(records.join('')).toBe(csv)
  return records.map((record) =>
    [...record.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    ),
  )
}

test('CSV has every line in the customer’s days, and no cell that a spreadsheet would run', async () => {
  const response = await ask(getCsv, '', AUCKLAND)
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="baink-4321-[\d-]+\.csv"$/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const [head, ...rows] = recordsOf(await response.text())
  expect(head).toEqual(['Date', 'Time', 'Counterparty', 'Description', 'Amount', 'Currency', 'Balance', 'Transfer'])
  expect(rows.map((row) => row[3])).toEqual([
    'Opening balance',
    `'${MEMOS[0]}`,
    `'${MEMOS[1]}`,
    ...MEMOS.slice(2),
    'Back',
  ])
  expect(rows.at(-1)?.slice(0, 7)).toEqual(['2026-03-02', '01:30', 'Savings ••8765', 'Back', '7.50', 'USD', '2457.50'])
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+@＝]|^-(?!\d+\.\d\d$)/)
})

test.each(['Pacific/Kiritimati', 'America/Los_Angeles', 'UTC'])(
  'a period may begin before all days and end after them, as programs write "all of it": %s',
  async (zone) => {
    const headers = { Cookie: `baink_time_zone=${encodeURIComponent(zone)}` }
    for (const query of ['?from=0000-01-01', '?to=9999-12-31', '?from=0001-01-01&to=9999-12-31', '?from=9999-12-31'])
      for (const get of [getCsv, getPdf, getXml]) expect((await ask(get, query, headers)).status).toBe(200)
    const rows = async (query: string) => (await (await ask(getCsv, query, headers)).text()).split('\r\n').length
    expect(await rows('?from=0000-01-01&to=9999-12-31')).toBe(await rows(''))
  },
)

test('a period is of whole days, begins with what was there, and says which member is wrong', async () => {
  const days = async (query: string, headers = {}) =>
    recordsOf(await (await ask(getCsv, query, headers)).text()).length - 1
  expect(await days('?from=2026-03-02', AUCKLAND)).toBe(1)
  expect(await days('?from=2026-03-02')).toBe(0)
  expect(await days('?from=2026-02-01&to=2026-02-01')).toBe(6)
  const scope = { customerId: bank.alice.id, accountId: id, timeZone: 'UTC' }
  const quiet = await readStatement(scope, { from: '2026-02-10', to: '2026-02-20' }, 10)
  expect([quiet.opening, quiet.closing, quiet.lines]).toEqual(['2450.00', '2450.00', []])
  const march = await readStatement(scope, { from: '2026-03-01' }, 10)
  expect([march.opening, march.closing]).toEqual(['2450.00', '2457.50'])
  await expect(readStatement(scope, {}, 6)).rejects.toMatchObject({
    code: 'invalid_request',
    extras: { errors: [{ member: 'from' }] },
  })
  expect((await readStatement(scope, {}, 7)).lines).toHaveLength(7)
  for (const [query, member] of [
    ['?from=2026-02-30', 'from'],
    ['?from=2026-02-02&to=2026-02-01', 'to'],
    ['?day=2026-02-02', 'day'],
  ])
    for (const get of [getCsv, getPdf, getXml]) {
      const response = await ask(get, query)
      expect([response.status, (await response.json()).errors[0].member]).toEqual([400, member])
    }
  for (const get of [getCsv, getPdf, getXml, getDetails as unknown as Get])
    expect((await ask(get, '', {}, accountOf(bank.bob, 'Checking').id)).status).toBe(404)
})

test('XML has the structure of camt.053, and its entries lead from one balance to the other', async () => {
  const document = readXml(await (await ask(getXml, '?to=2026-03-31', AUCKLAND)).text())
  expect(document.attributes).toBe(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"')
  expect(structureProblems(document)).toEqual([])
  const cents = (element: Element): number => {
    const amount = Math.round(Number(all(element, 'Amt')[0]?.text) * 100)
    return all(element, 'CdtDbtInd')[0]?.text === 'DBIT' ? -amount : amount
  }
  const [opening, closing] = all(document, 'Bal').map(cents)
  const entries = all(document, 'Ntry')
  expect(entries).toHaveLength(MEMOS.length + 2)
  expect(entries.reduce((sum, entry) => sum + cents(entry), opening ?? 0)).toBe(closing)
  expect(closing).toBe(245_750)
  expect(all(document, 'Ustrd').map(({ text }) => text)).toEqual(['Opening balance', ...MEMOS, 'Back'])
  expect(all(entries.at(-1) as Element, 'Dt')[0]?.text).toBe('2026-03-02')
})

test('PDF has every line with its balance, names of any script, and says where it lacks letters', async () => {
  const drawn = wordsIn(Buffer.from(await (await ask(getPdf, '', AUCKLAND)).arrayBuffer()))
  expect(drawn).toContain('$2,457.50')
  expect(drawn).toContain('2026-03-02')
  expect(drawn).toContain('He said "yes", twice')
  // Hebrew stands as it is read, from the right: the last letter is drawn first.
  expect(drawn.replaceAll(/ +/g, ' ')).toContain('Ελένη םולש ShouSi :sushi:')
  expect(drawn).not.toContain('?')
  expect(drawn).toContain('font lacks')
  expect(drawn).toContain('Page 1 of 1')
  const complete = wordsIn(Buffer.from(await (await ask(getPdf, '?from=2026-03-01')).arrayBuffer()))
  expect(complete).toContain('Back')
  expect(complete).not.toContain('font lacks')
})

test('an own account’s number is told in full, and kept by no cache', async () => {
  const response = await ask(getDetails as unknown as Get)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ holder: 'Alice Example', number: '100020004321' })
})

function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
}

/** The texts of a PDF's pages, each drawn piece by piece as numbers of glyphs, which each font's own table reads. */
function wordsIn(pdf: Buffer): string {
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const objects = new Map(
    [...pdf.toString('latin1').matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = '', text = '']) => [
      id,
      text,
    ]),
  )
  const whole = [...objects.values()].join('\n')
  const fonts = new Map(
    [...whole.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => {
      const table = objects.get(/\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1] ?? '') ?? ''
      return [name, charactersIn(inflated(table))]
    }),
  )
  return [...objects.values()]
    .map(inflated)
    .flatMap((page) =>
      page.split('BT').map((run) => textIn(run, fonts.get(/\/(F\d+) [\d.]+ Tf/.exec(run)?.[1] ?? '') ?? [])),
    )
    .join('\n')
}

function inflated(object: string): string {
  const [, stream] = /\/Filter \/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/.exec(object) ?? []
  return stream === undefined ? '' : inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
}

/** What each glyph of a font stands for, in order. */
function charactersIn(table: string): string[] {
  const [, list = ''] = /beginbfrange\n<[^>]*> <[^>]*> \[(.*?)\]/s.exec(table) ?? []
  const utf16 = (hex: string) => hex.split(' ').map((unit) => String.fromCharCode(Number.parseInt(unit, 16)))
  return [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex = '']) => utf16(hex).join(''))
}

function textIn(run: string, characters: string[]): string {
  const glyphs = [...run.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
  return glyphs.map((glyph) => characters[Number.parseInt(glyph, 16)] ?? '').join('')
}
