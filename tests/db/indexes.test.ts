import { afterAll, beforeAll, expect, test } from 'vitest'
import { narrowed } from '@/db/checked-to'
import { RULES } from '@/db/verify'
import { AGREEMENT } from '@/lib/evidence/audit/agreement'
import { connect, createSchema } from '@/tenant/store/database'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { FREQUENT } from './frequent-queries'
import { ENTRIES, fillBook, HEAVY } from './large-book'

// A book with some history: every query that is made often finds its rows by an index. With a million entries, and with
// the plans printed: `ENTRIES=1000000 npx vitest run tests/db/indexes.test.ts`.

const IS_LARGE = ENTRIES > 100_000
let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
  const tenant = connect(bank.ownerUrl)
  await createSchema(tenant)
  await tenant.end()
  const began = performance.now()
  await fillBook(bank.ownerUrl)
  if (IS_LARGE) process.stdout.write(`${ENTRIES} entries in ${Math.round((performance.now() - began) / 1000)} s\n`)
}, 600_000)
afterAll(() => bank.close())

interface Plan {
  'Index Name'?: string
  'Node Type': string
  'Parent Relationship'?: string
  'Index Cond'?: string
  'Relation Name'?: string
  Plans?: Plan[]
}

const parts = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(parts)]

const IS_PAGE = new RegExp(`('${HEAVY}'|'many\\|1').*ORDER BY.*LIMIT \\d\\d`, 's')

const GROWING = new Set([
  'transfers',
  'entries',
  'approvals',
  'daily_totals',
  'audit_events',
  'audit_chain',
  'accounts',
  'customers',
])

class Undone extends Error {}

/** The plan of a query that was run, and undone if it wrote. */
async function explain(query: string): Promise<{ plan: Plan[]; text: string }> {
  let found: { plan: Plan[]; text: string } | undefined
  const work = bank.sql.begin(async (tx) => {
    const [row] = await tx.unsafe<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(`EXPLAIN (FORMAT JSON) ${query}`)
    const lines = IS_LARGE
      ? await tx.unsafe<{ 'QUERY PLAN': string }[]>(`EXPLAIN (ANALYZE, COSTS off, BUFFERS off) ${query}`)
      : []
    found = {
      plan: parts(row?.['QUERY PLAN'][0].Plan as Plan),
      text: lines.map((line) => line['QUERY PLAN']).join('\n'),
    }
    throw new Undone()
  })
  await expect(work).rejects.toBeInstanceOf(Undone)
  return found as { plan: Plan[]; text: string }
}

test.each(FREQUENT)('an index finds %s', async (what, index, query) => {
  const { plan, text } = await explain(query)
  if (text) process.stdout.write(`${what}\n${text}\n`)
  expect(plan.map((part) => part['Index Name'])).toContain(index)
  const scanned = plan.filter((part) => part['Node Type'] === 'Seq Scan').map((part) => part['Relation Name'])
  expect(scanned).toEqual([])
  // Lines of other days than asked for are passed over in the index, and their rows never read.
  if (query.includes('e.created_at >='))
    expect(plan.find((part) => part['Index Name'] === index)?.['Index Cond']).toContain('created_at >=')
  // A page of one customer's is read in its order: who sorts has read their whole history.
  if (IS_PAGE.test(query)) expect(plan.map((part) => part['Node Type'])).not.toContain('Sort')
})

// A table that is read whole is read once: within a loop, the time grows with the square of the book.
test.each(Object.entries({ ...RULES, ...AGREEMENT }))(
  'no table is read whole for each row to find out whether %s',
  async (_, { broken: query }) => {
    const { plan, text } = await explain(query)
    if (text) process.stdout.write(`${text}\n`)
    const often = plan.flatMap(({ 'Node Type': type, Plans = [] }) =>
      Plans.filter(
        (part) => part['Parent Relationship'] === 'SubPlan' || (type === 'Nested Loop' && part === Plans[1]),
      ),
    )
    const whole = often.flatMap(parts).filter((part) => part['Node Type'] === 'Seq Scan')
    expect(whole.map((part) => part['Relation Name']).filter((name) => GROWING.has(name ?? ''))).toEqual([])
  },
)

// What came since a check is found by its numbers, and what belongs to it by indexes, whatever the book holds besides.
test.each(Object.entries({ ...RULES, ...AGREEMENT }))(
  'no growing table is read whole to find out whether, since a check, %s',
  async (_, { broken, since }) => {
    const query = narrowed(broken, since)
      .replaceAll('$1', `${await lastOf('entries')}`)
      .replaceAll('$2', `${await lastOf('audit_events')}`)
      .replaceAll('$3', 'now()')
    const { plan, text } = await explain(query)
    if (text) process.stdout.write(`${text}\n`)
    const scanned = plan.filter((part) => part['Node Type'] === 'Seq Scan').map((part) => part['Relation Name'] ?? '')
    // Balances, holds and floors are looked at for all accounts.
    expect(scanned.filter((name) => GROWING.has(name) && name !== 'accounts')).toEqual([])
  },
)

async function lastOf(table: string): Promise<number> {
  const [row] = await bank.sql.unsafe<[{ last: number }]>(
    `SELECT coalesce(max(sequence) - 20, 0)::int AS last FROM ${table}`,
  )
  return row.last
}
