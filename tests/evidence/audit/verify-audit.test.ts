import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Earlier, NOTHING_KEPT } from '@/lib/evidence/audit/earlier'
import { hashOfHeads } from '@/lib/evidence/audit/heads'
import { verifyAudit, verifyAuditWithin } from '@/lib/evidence/audit/verify-audit'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openFor, openIn } from '../../support/bank/approvals'
import { lookAfter } from '../../support/bank/look-after'
import { activeMandate } from '../../support/bank/mandates'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, approvedBy, orderFor, post } from '../../support/ledger/ledger'

let bank: SeededBank
let owner: postgres.Sql
let earlier: Earlier

/** Two customers' chains: alice's with every kind of ending and of authority, bob's with one transfer. */
beforeAll(async () => {
  bank = await openSeededBank()
  owner = postgres(bank.ownerUrl, { max: 1 })
  const [checking, savings] = [accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings')]
  await post(bank.alice, orderFor(checking, savings, '10.00', { memo: 'by hand' }))
  await openIn('posted', bank.alice, orderFor(savings, checking, '20.00', { memo: 'approved' }))
  for (const status of ['denied', 'cancelled', 'failed', 'pending'] as const)
    await openIn(status, bank.alice, orderFor(savings, checking, '1.00'))
  earlier = { lists: [(await verifyAudit(bank.ownerUrl)).heads], hashes: [] }
  const other = '0197a000-0000-7000-8000-00000000000a'
  await postTransfer(orderFor(savings, checking, '3.00'), approvedBy(bank.alice, other), other)
  const sent = await openFor(bank.alice, orderFor(savings, checking, '4.00'))
  await post(bank.alice, orderFor(savings, checking, '4.00'), sent.id)
  await postTransfer(orderFor(savings, checking, '4.00'), approvedBy(bank.alice, sent.id), sent.id)
  await post(bank.bob, orderFor(accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings'), '5.00'))
  await post(bank.alice, orderFor(checking, savings, '6.00', { memo: 'last' }))
  await activeMandate(bank.bob)
})
afterAll(async () => {
  await owner.end()
  await bank.close()
})

/** Rows that neither an entry nor an event names: only a check of the whole looks at them. */
const WITHOUT_A_TRACE = new Set(['a freeze that nobody asked for', 'a transfer that nobody reported'])
/** A check of all events, as of what is new. */
const BEFORE_ALL_EVENTS = { entry: '0', event: '0', at: '1970-01-01T00:00:00.000Z' }
/** The differences after this damage. A check of what is new finds the same, where all is new. */
function differencesAfter(damage: string, kept = NOTHING_KEPT, isOnlySeenInTheWhole = false): Promise<string[]> {
  return lookAfter(owner, damage, async (tx) => {
    const { differences } = await verifyAuditWithin(tx, kept)
    const since = await verifyAuditWithin(tx, kept, BEFORE_ALL_EVENTS)
    expect(names(since.differences)).toEqual(isOnlySeenInTheWhole ? [] : names(differences))
    return differences
  })
}

/** The names of what was found: `changed`, `missing`, or the rule that is broken. */
const names = (differences: string[]) => differences.map((line) => line.split(':')[0])

const at = (position: number) =>
  `(SELECT event_sequence FROM audit_chain WHERE position = ${position} AND customer_id = (SELECT id FROM customers WHERE subject = 'auth0|alice'))`
const alice = `(SELECT id FROM customers WHERE subject = 'auth0|alice')`
const HEAD = `(SELECT position FROM audit_heads WHERE customer_id = ${alice})`
const LAST = `(SELECT event_sequence FROM audit_chain WHERE customer_id = ${alice} AND position = ${HEAD})`
/** The head moved back to the link that is last now. */
const REWIND = `UPDATE audit_heads h SET position = c.position, hash = c.hash FROM audit_chain c
  WHERE h.customer_id = ${alice} AND c.customer_id = h.customer_id
    AND c.position = (SELECT max(position) FROM audit_chain WHERE customer_id = ${alice})`
/** Every link from this place on made anew, and the head with them: what only the owner of the database can do. */
const REWRITE = (position: number) => `DO $$ DECLARE v record; v_previous text; BEGIN
  SELECT hash INTO v_previous FROM audit_chain WHERE customer_id = ${alice} AND position = ${position} - 1;
  FOR v IN SELECT c.position, e::audit_events AS event FROM audit_chain c JOIN audit_events e ON e.sequence = c.event_sequence
    WHERE c.customer_id = ${alice} AND c.position >= ${position} ORDER BY c.position LOOP
    v_previous := link_hash(v_previous, v.position, v.event);
    UPDATE audit_chain SET hash = v_previous WHERE customer_id = ${alice} AND position = v.position;
  END LOOP;
END $$; ${REWIND}`

const CHAINED = 'every event is in a chain'
const POSTED = 'every transfer has its one event'
const SAYS = 'a transfer is what its event says'
const ASKED = 'every approval was asked for once, as it stands'
const SHOWN = 'an approval is for what was shown'
const STANDS = 'an approval stands where its last event left it'
const STEPS = 'an approval took only allowed steps'
const STEP = 'every step is one of an approval'

test('a log that only the bank has written is sound: the database and the code compute the same hashes', async () => {
  const verification = await verifyAudit(bank.ownerUrl, earlier)
  expect(verification.differences).toEqual([])
  const [events] = await bank.sql`SELECT count(*)::int AS n FROM audit_events`
  expect(verification.links).toBe(events?.n)
  expect(verification.heads).toHaveLength(2)
})

describe('each kind of tampering is found, and named', () => {
  test.each<[string, string[], string]>([
    [
      'a transfer by hand that calls itself an opening, its event cut off',
      [POSTED],
      `DELETE FROM audit_events WHERE sequence = ${LAST}; DELETE FROM audit_chain WHERE customer_id = ${alice} AND position = ${HEAD};
       ${REWIND}; UPDATE transfers SET authority = 'opening' WHERE memo = 'last'`,
    ],
    [
      'a freeze that nobody asked for',
      ['agents are frozen where the last word says so'],
      `UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${alice}`,
    ],
    ['changed data', ['changed'], `UPDATE audit_events SET data = data || '{"more": 1}' WHERE sequence = ${at(3)}`],
    ['a changed time', ['changed'], `UPDATE audit_events SET at = at + interval '1 ms' WHERE sequence = ${at(3)}`],
    [
      'a changed kind',
      ['changed', STEPS],
      `UPDATE audit_events SET kind = 'approval.denied' WHERE sequence = ${at(3)}`,
    ],
    [
      'a changed approval',
      ['changed', STEPS],
      `UPDATE audit_events SET approval_id = (SELECT id FROM approvals WHERE status = 'denied') WHERE sequence = ${at(3)}`,
    ],
    [
      'a changed customer',
      ['misplaced', 'changed'],
      `UPDATE audit_events SET customer_id = (SELECT id FROM customers WHERE subject = 'auth0|bob') WHERE sequence = ${at(3)}`,
    ],
    [
      'a changed transfer',
      ['changed'],
      `UPDATE audit_events SET transfer_id = gen_random_uuid() WHERE sequence = ${at(3)}`,
    ],
    [
      'a changed link',
      ['changed', 'changed'],
      `UPDATE audit_chain SET hash = repeat('0', 64) WHERE event_sequence = ${at(3)}`,
    ],
    ['an event deleted in the middle', ['missing', STEPS], `DELETE FROM audit_events WHERE sequence = ${at(3)}`],
    ['a link deleted in the middle', ['missing', CHAINED], `DELETE FROM audit_chain WHERE event_sequence = ${at(3)}`],
    [
      'both deleted in the middle',
      ['missing', STEPS],
      `DELETE FROM audit_events WHERE sequence = ${at(3)}; DELETE FROM audit_chain WHERE customer_id = ${alice} AND position = 3`,
    ],
    [
      'both deleted at the end',
      ['cut off', POSTED],
      `DELETE FROM audit_events WHERE sequence = ${LAST}; DELETE FROM audit_chain WHERE customer_id = ${alice} AND position = ${HEAD}`,
    ],
    [
      'both deleted at the end, and the head wound back',
      [POSTED],
      `DELETE FROM audit_events WHERE sequence = ${LAST}; DELETE FROM audit_chain WHERE customer_id = ${alice} AND position = ${HEAD}; ${REWIND}`,
    ],
    [
      'two links swapped',
      ['reordered', 'reordered'],
      `CREATE TEMP TABLE pair ON COMMIT DROP AS SELECT ${at(3)} AS one, ${at(6)} AS other;
       ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_event_sequence_unique;
       UPDATE audit_chain SET event_sequence = one + other - event_sequence FROM pair WHERE event_sequence IN (one, other)`,
    ],
    [
      'two events swapped under their numbers',
      ['reordered', 'reordered'],
      `CREATE TEMP TABLE pair ON COMMIT DROP AS SELECT * FROM audit_events WHERE sequence IN (${at(1)}, ${HEAD.replace('position FROM audit_heads', 'event_sequence FROM audit_chain').replace(/\)$/, ` AND position = ${HEAD})`)});
       UPDATE audit_events e SET (at, approval_id, transfer_id, data) = (SELECT p.at, p.approval_id, p.transfer_id, p.data FROM pair p WHERE p.sequence <> e.sequence)
       WHERE e.sequence IN (SELECT sequence FROM pair)`,
    ],
    [
      'an event inserted',
      [CHAINED, POSTED],
      `INSERT INTO audit_events (customer_id, kind, transfer_id, data) SELECT customer_id, kind, transfer_id, data FROM audit_events WHERE sequence = ${at(1)}`,
    ],
    [
      'an event inserted with a link of its own',
      ['changed', 'cut off', POSTED],
      `INSERT INTO audit_events (customer_id, kind, transfer_id, data) SELECT customer_id, kind, transfer_id, data FROM audit_events WHERE sequence = ${at(1)};
       INSERT INTO audit_chain SELECT ${alice}, ${HEAD} + 1, max(sequence), repeat('a', 64) FROM audit_events`,
    ],
    [
      'a head moved forward',
      ['cut off'],
      `UPDATE audit_heads SET position = position + 1 WHERE customer_id = ${alice}`,
    ],
    [
      'a head with another hash',
      ['cut off'],
      `UPDATE audit_heads SET hash = repeat('a', 64) WHERE customer_id = ${alice}`,
    ],
    ['a head deleted', ['missing'], `DELETE FROM audit_heads WHERE customer_id = ${alice}`],
    ['all of a customer’s links deleted', ['cut off', CHAINED], `DELETE FROM audit_chain WHERE customer_id = ${alice}`],
    [
      'a transfer that went elsewhere',
      [SAYS],
      `UPDATE transfers SET creditor_account_id = (SELECT id FROM accounts WHERE number = '400010001881') WHERE memo = 'last'`,
    ],
    ['a transfer of another amount', [SAYS], `UPDATE transfers SET amount_minor = 1 WHERE memo = 'last'`],
    ['a transfer with another memo', [SAYS], `UPDATE transfers SET memo = 'other' WHERE memo = 'last'`],
    ['a transfer by another authority', [SAYS], `UPDATE transfers SET authority = 'approval' WHERE memo = 'last'`],
    ['a transfer that is gone', [SAYS], `DELETE FROM transfers WHERE memo = 'last'`],
    [
      'a transfer that nobody reported',
      [POSTED],
      `INSERT INTO transfers SELECT gen_random_uuid(), customer_id, gen_random_uuid(), body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority FROM transfers WHERE memo = 'last'`,
    ],
    ['an approval for more', [SHOWN], `UPDATE approvals SET amount_minor = amount_minor * 10 WHERE status = 'denied'`],
    [
      'an approval that showed something else',
      [ASKED, SHOWN],
      `UPDATE approvals SET displayed_hash = NULL, details = jsonb_set(details, '{instructedAmount,amount}', '"9.00"') WHERE status = 'denied'`,
    ],
    [
      'an approval of another chat',
      [ASKED],
      `UPDATE approvals SET chat_id = gen_random_uuid() WHERE status = 'denied'`,
    ],
    [
      'an approval with another message',
      [ASKED],
      `UPDATE approvals SET displayed_hash = NULL, binding_message = 'Hi' WHERE status = 'denied'`,
    ],
    [
      'an approval that displayed something else',
      [ASKED, 'changed'],
      `UPDATE approvals SET displayed_hash = repeat('a', 43) WHERE status = 'denied'`,
    ],
    ['an approval that ended otherwise', [STANDS], `UPDATE approvals SET status = 'expired' WHERE status = 'denied'`],
    ['a denial for another reason', [STANDS], `UPDATE approvals SET reason = 'other' WHERE status = 'denied'`],
    [
      'an approval that failed for another reason',
      [STANDS],
      `UPDATE approvals SET reason = 'other' WHERE status = 'failed'`,
    ],
    ...[
      'max_per_transfer_minor = 20000',
      'max_per_period_minor = 90000',
      "period = 'day'",
      "agent = 'another'",
      "valid_until = valid_until + interval '1 year'",
      'creditor_account_ids = ARRAY[debtor_account_id]',
      'debtor_account_id = creditor_account_ids[1]',
    ].map((change): [string, string[], string] => [
      `a mandate with ${change}`,
      ['a mandate that began is what was shown'],
      `UPDATE mandates SET ${change}`,
    ]),
    ['an approval that is gone', [STEP], `DELETE FROM approvals WHERE status = 'denied'`],
  ])('%s', async (name, expected, damage) => {
    expect(names(await differencesAfter(damage, NOTHING_KEPT, WITHOUT_A_TRACE.has(name)))).toEqual(expected)
  })

  test('the line says whose chain, and where', async () => {
    const [line] = await differencesAfter(`UPDATE audit_events SET kind = 'approval.denied' WHERE sequence = ${at(3)}`)
    expect(line).toMatch(new RegExp(`^changed: customer ${bank.alice.id}, position 3, event \\d+ `))
  })
})

describe('a history that was written anew', () => {
  const forged = `UPDATE audit_events SET data = data || '{"agentClientId": "nobody"}' WHERE sequence = ${at(3)}; ${REWRITE(3)}`

  test('comes out by itself', async () => {
    expect(await differencesAfter(forged)).toEqual([])
  })

  test('but not against heads that were kept elsewhere', async () => {
    expect(names(await differencesAfter(forged, earlier))).toEqual(['rewritten'])
    expect(names(await differencesAfter(`DELETE FROM audit_chain WHERE position > 5; ${REWIND}`, earlier))).toContain(
      'rewritten',
    )
  })

  test('a hash alone is found as that of all heads, then or now, or as any link', async () => {
    const { heads, headsHash } = await verifyAudit(bank.ownerUrl)
    const then = hashOfHeads(earlier.lists[0] ?? [])
    expect(then).not.toBe(headsHash)
    const [link] = await bank.sql<
      { hash: string }[]
    >`SELECT hash FROM audit_chain WHERE customer_id = ${bank.alice.id} AND position = 4`
    const known = [headsHash, then, heads[0]?.hash ?? '', link?.hash ?? '']
    expect(await differencesAfter('', { ...earlier, hashes: known })).toEqual([])
    expect(names(await differencesAfter('', { lists: [], hashes: [then] }))).toEqual(['rewritten'])
    expect(names(await differencesAfter(forged, { lists: [], hashes: [headsHash] }))).toEqual(['rewritten'])
    expect(names(await differencesAfter(forged, { lists: [], hashes: [link?.hash ?? ''] }))).toEqual(['rewritten'])
  })
})
