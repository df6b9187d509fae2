import { readFileSync } from 'node:fs'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import journal from '@/db/migrations/meta/_journal.json' with { type: 'json' }
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { breaksOf, type SchemaState, stateOf } from './migration-breaks'

// A version starts while processes of the one before still run (docs/runbook.md, "Replacing processes"): each migration is applied to
// what the ones before made, and nothing of it may break them. What does is listed here, with the reason why that is no harm.

/** Applied before there was a bank of several processes to start one after the other. */
const ACCEPTED: Record<string, string[]> = {
  '0001_rules': [
    'constraint transfers.transfers_creditor may refuse what version N writes',
    'constraint transfers.transfers_debtor may refuse what version N writes',
  ],
  '0003_confirmation_changes': [
    'constraint approvals.approvals_kind may refuse what version N writes',
    'constraint approvals.approvals_posted may refuse what version N writes',
  ],
  // Version N has never written the new column that it asks for.
  '0004_merchants': ['constraint approvals.approvals_payment may refuse what version N writes'],
  // All that version N writes keeps both: it knows no account that is away, and no shard.
  '0010_shards': [
    'constraint accounts.accounts_away may refuse what version N writes',
    'constraint accounts.accounts_system_floor may refuse what version N writes',
  ],
  '0006_mandate_events': ['index audit_events.audit_events_mandate is made while nobody may write'],
}

let fresh: TestDatabase
let sql: postgres.Sql
beforeAll(async () => {
  fresh = await createTestDatabase()
  sql = postgres(fresh.url, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await sql.end()
  await fresh.drop()
})

const isOutside = (text: string) => text.trimStart().startsWith('-- outside a transaction')

test.each(journal.entries.map(({ tag }) => tag))('%s breaks nothing that runs beside it', async (tag) => {
  const before = await stateOf(sql)
  const text = readFileSync(`db/migrations/${tag}.sql`, 'utf8')
  for (const statement of text.split('--> statement-breakpoint')) await sql.unsafe(statement)
  expect(breaksOf(before, await stateOf(sql), isOutside(text))).toEqual(ACCEPTED[tag] ?? [])
})

class Undone extends Error {}

/** What a further migration would break. */
async function breaksWith(text: string, outside = false): Promise<string[]> {
  let found: string[] = []
  const work = sql.begin(async (tx) => {
    await tx.unsafe(
      'CREATE TABLE things (id int PRIMARY KEY, name text NOT NULL, size int, state text NOT NULL DEFAULT 0, code int UNIQUE, CONSTRAINT sane CHECK (id > 0))',
    )
    const before: SchemaState = await stateOf(tx)
    await tx.unsafe(text)
    found = breaksOf(before, await stateOf(tx), outside)
    throw new Undone()
  })
  await expect(work).rejects.toBeInstanceOf(Undone)
  return found
}

describe('it breaks version N', () => {
  test.each([
    ['DROP TABLE things', ['table things is dropped or renamed']],
    ['ALTER TABLE things RENAME TO items', ['table things is dropped or renamed']],
    ['ALTER TABLE things DROP COLUMN size', ['column things.size is dropped or renamed']],
    ['ALTER TABLE things RENAME size TO length', ['column things.size is dropped or renamed']],
    [
      'ALTER TABLE things ALTER size TYPE text',
      ['column things.size is text in place of integer', 'table things is rewritten, and nobody reads it meanwhile'],
    ],
    ['ALTER TABLE things ALTER size SET NOT NULL', ['column things.size becomes not null']],
    ['ALTER TABLE things ALTER state DROP DEFAULT', ['column things.state loses its default']],
    ['ALTER TABLE things ADD made_by text NOT NULL', ['column things.made_by is new, not null, and has no default']],
    [
      'ALTER TABLE things ADD CHECK (size > 0)',
      ['constraint things.things_size_check may refuse what version N writes'],
    ],
    [
      'ALTER TABLE things ADD CHECK (size > 0) NOT VALID',
      ['constraint things.things_size_check may refuse what version N writes'],
    ],
    [
      'ALTER TABLE things ADD UNIQUE (name)',
      [
        'constraint things.things_name_key may refuse what version N writes',
        'index things.things_name_key is made while nobody may write',
      ],
    ],
    [
      'ALTER TABLE things DROP CONSTRAINT sane, ADD CONSTRAINT sane CHECK (id > 1)',
      ['constraint things.sane may refuse what version N writes'],
    ],
    [
      'ALTER TABLE things DROP CONSTRAINT things_code_key',
      ['index things.things_code_key is dropped, and ON CONFLICT may name it'],
    ],
    [
      'ALTER TABLE things ADD FOREIGN KEY (size) REFERENCES things (id)',
      ['constraint things.things_size_fkey may refuse what version N writes'],
    ],
    ['CREATE INDEX by_name ON things (name)', ['index things.by_name is made while nobody may write']],
    [
      'ALTER TABLE things ADD key uuid DEFAULT gen_random_uuid()',
      ['table things is rewritten, and nobody reads it meanwhile'],
    ],
  ] as [string, string[]][])('%s', async (text, lines) => {
    expect(await breaksWith(text)).toEqual(lines)
  })
})

describe('it leaves version N alone', () => {
  test.each([
    'ALTER TABLE things ADD made_by text',
    "ALTER TABLE things ADD made_by text NOT NULL DEFAULT 'nobody'",
    "ALTER TABLE things ADD made_by text CHECK (made_by <> '')",
    'ALTER TABLE things ALTER name DROP NOT NULL',
    'ALTER TABLE things ALTER size SET DEFAULT 1',
    'CREATE TABLE parts (id int PRIMARY KEY, thing int NOT NULL REFERENCES things (id)); CREATE INDEX ON parts (thing)',
    'DROP INDEX IF EXISTS none',
  ])('%s', async (text) => {
    expect(await breaksWith(text)).toEqual([])
  })

  test('an index that is made outside a transaction', async () => {
    expect(await breaksWith('CREATE INDEX by_name ON things (name)', true)).toEqual([])
  })
})
