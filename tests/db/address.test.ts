import postgres from 'postgres'
import { describe, expect, test } from 'vitest'
import { droppedLine, readAddress } from '@/db/address'
import { connect, withConnection } from '@/db/connect'
import { asRole } from '@/db/roles'
import { parseSettings } from '@/lib/platform/env'
import { readAddress as readTenantAddress } from '@/tenant/store/address'
import { runScript } from '../support/run-script'

// Addresses as providers hand them out. Bank and tenant share no code, and read them alike.
const READERS = [
  ['bank', readAddress],
  ['tenant', readTenantAddress],
] as const

const KEPT = 'sslmode=require&connect_timeout=7&application_name=x&options=-c%20geqo%3Doff&timezone=UTC'

const CERTIFICATES = 'sslrootcert=package.json&sslcert=package.json&sslkey=package.json'
const [PEM, FUNCTION] = [/the-baink/, 'a function']
const NAMELESS = { ca: PEM, cert: PEM, key: PEM, checkServerIdentity: FUNCTION }
const UNCHECKED = { cert: PEM, key: PEM, rejectUnauthorized: false }

describe.each(READERS)('the %s', (_, read) => {
  test.each<[string, string, object, string[]]>([
    ['Neon', 'sslmode=require&channel_binding=require', {}, ['channel_binding']],
    ['Supabase', 'pgbouncer=true&connection_limit=1', {}, ['pgbouncer', 'connection_limit']],
    ['Prisma', 'schema=public&pool_timeout=0&sslaccept=strict', {}, ['schema', 'pool_timeout', 'sslaccept']],
    ['libpq', 'target_session_attrs=any&gssencmode=disable', {}, ['target_session_attrs', 'gssencmode']],
    ['Heroku', 'sslmode=no-verify', { ssl: 'require' }, []],
    ['Cloud SQL', 'host=/cloudsql/one:two:three', { host: '/cloudsql/one:two:three' }, []],
    ['a system that knows the authority', 'sslrootcert=system', { ssl: 'verify-full' }, []],
    ['one that does not', 'sslmode=verify-full&sslrootcert=package.json', { ssl: { ca: /the-baink/ } }, []],
    ['one that does not, by its old name alone', `sslmode=verify-ca&${CERTIFICATES}`, { ssl: NAMELESS }, []],
    ['one that asks who we are', 'sslmode=require&sslcert=package.json&sslkey=package.json', { ssl: UNCHECKED }, []],
    ['CockroachDB', 'sslmode=verify-full&options=--cluster%3Dsmall-cat-123', {}, []],
    ['Neon, for old clients', 'sslmode=require&options=endpoint%3Dep-small-cat-123', {}, []],
    ['JDBC', 'SSLMode=require&reWriteBatchedInserts=true', {}, ['reWriteBatchedInserts']],
    ['nothing in particular', 'sslmode=&application_name=', {}, ['sslmode', 'application_name']],
    ['what is known', KEPT, {}, []],
    ['a guard of ours', 'statement_timeout=0&search_path=evil', {}, ['statement_timeout', 'search_path']],
  ])('reads an address of %s', (_, members, options, dropped) => {
    const address = read(`postgres://u:p@db.example/bank?${members}`)
    expect(address).toMatchObject({ options: expectMatching(options), dropped })
    for (const name of dropped) expect(address.url).not.toContain(`${name}=`)
  })

  test.each<[string, Partial<Reached>]>([
    ['postgresql://u:p@db.example/bank', {}],
    [' postgres://u:p@db.example/bank\n', {}],
    ['postgres://db.example?user=u&password=p&dbname=bank', {}],
    ['postgres://x:y@db.example/other?user=u&password=p&dbname=bank', {}],
    ['postgres://u:p@/bank?host=db.example&port=6432', { port: [6432] }],
    ['postgres://db.example/bank?user=u&password=50%25%20%C3%BC%40', { pass: '50% ü@' }],
    ['postgres://u:50%25%20%C3%BC%40@db.example/the%20bank', { pass: '50% ü@', database: 'the bank' }],
    ['postgres://u:p@[2001:db8::1]/bank', { host: ['2001:db8::1'] }],
    ['postgres://u:p@[::1]:6432/bank?sslmode=disable', { host: ['::1'], port: [6432] }],
    [
      'postgres:///bank?host=/run/p&port=6432&user=u&password=p',
      { host: ['/run/p'], port: [6432], path: '/run/p/.s.PGSQL.6432' },
    ],
  ])('leads the driver to the server that %s names', (address, reached) => {
    const { url, options } = read(address)
    const { host, port, path, user, pass, database } = postgres(url, options).options as unknown as Reached
    const usual = { host: ['db.example'], port: [5432], path: false, user: 'u', pass: 'p', database: 'bank' }
    expect({ host, port, path, user, pass, database }).toEqual({ ...usual, ...reached })
  })

  test.each(['postgres://u:50%off@db.example/bank', 'postgres://u:p@db.example/50%'])(
    'says what is wrong with %s',
    (address) => {
      expect(() => read(address)).toThrow(/^has a % that begins no escape: a % itself is written %25$/)
    },
  )

  test('keeps what it knows, as it is', () => {
    const { searchParams } = new URL(read(`postgres://u:p@db.example/bank?${KEPT}`).url)
    expect([...searchParams]).toEqual([...new URLSearchParams(KEPT)])
  })

  test.each([
    'postgres://u:p@one.example:5432,two.example:5433/bank',
    'postgresql://one.example,two.example/bank?target_session_attrs=primary',
    'postgres://u:p@one.example%2Ctwo.example/bank',
    'postgres:///bank?host=/run/one,/run/two',
    'postgres://u:p@one.example/bank?HOST=one.example,two.example',
    'postgres://u:p@one.example/bank?host=one.example&host=two.example,three.example',
    'postgres://u:p@one.example/bank?host=one.example&host=two.example',
    'postgres://u:p@one.example/bank?%68ost=one.example,two.example',
    'postgres://u:p@one.example/bank?port=5432,5433',
  ])('refuses several hosts: %s', (address) => {
    expect(() => read(address)).toThrow(/^must name one host/)
  })

  test.each(['mysql://localhost/bank', 'hunter2', 'postgres://u:hunter2@[/bank'])('refuses %s', (address) => {
    expect(() => read(address)).toThrow(/^must be a postgres:\/\/ address$/)
  })
})

/** What of the driver's own reading counts: where it connects to, and as whom. */
interface Reached {
  host: string[]
  port: number[]
  path: string | false
  user: string
  pass: string
  database: string
}

function expectMatching({ ssl, ...rest }: { ssl?: unknown }): object {
  if (typeof ssl !== 'object' || ssl === null) return { ...rest, ...(ssl !== undefined && { ssl }) }
  const parts = Object.entries(ssl).map(([part, expected]) => {
    if (expected instanceof RegExp) return [part, expect.stringMatching(expected)]
    return [part, expected === FUNCTION ? expect.any(Function) : expected]
  })
  return { ...rest, ssl: Object.fromEntries(parts) }
}

test('the bank’s settings refuse several hosts in one line that names the variable and the way out', () => {
  const start = () => parseSettings({ DATABASE_URL: 'postgres://u:hunter2@one.example,two.example/bank' })
  expect(start).toThrow(/^DATABASE_URL: must name one host.*HAProxy.*$/)
  expect(start).not.toThrow('hunter2')
})

test('a socket’s address can be another role’s', () => {
  const url = asRole('postgres://owner:p@/bank?host=/run/postgresql', { name: 'baink_app', password: 'a1' })
  expect([new URL(url).username, readAddress(url).options]).toEqual(['baink_app', { host: '/run/postgresql' }])
})

test('a role takes the place of the one that a member names', () => {
  const url = asRole('postgres://db.example/bank?user=owner&password=p&sslmode=require', {
    name: 'baink_app',
    password: 'a1',
  })
  const read = new URL(readAddress(url).url)
  expect([read.username, read.password, read.search]).toEqual(['baink_app', 'a1', '?sslmode=require'])
})

test('Postgres takes what is left of an address', async () => {
  const url = `${process.env.TEST_POSTGRES_URL}?channel_binding=prefer&schema=public&options=-c%20geqo%3Doff`
  const [row] = await withConnection(url, (sql) => sql`SELECT current_setting('geqo') AS geqo`)
  expect(row?.geqo).toBe('off')
  const guarded = connect(`${url}&statement_timeout=0`, { max: 1, connection: { statement_timeout: 5_000 } })
  expect((await guarded`SHOW statement_timeout`)[0]?.statement_timeout).toBe('5s')
  await guarded.end()
})

test('the commands say once what they left out, and nothing where all is known', async () => {
  const url = `${process.env.TEST_POSTGRES_URL}?channel_binding=prefer&pgbouncer=true`
  const { stderr } = await runScript(['scripts/db.ts', 'verify'], { DATABASE_URL: url })
  expect(stderr.match(/left out, .*: channel_binding, pgbouncer$/gm)).toHaveLength(1)
  expect(droppedLine(String(process.env.TEST_POSTGRES_URL))).toBe('')
})
