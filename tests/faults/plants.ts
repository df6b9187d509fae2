import { fileURLToPath } from 'node:url'
import { asOwner } from './as-owner'

/** A bug that is put in on purpose, to see whether the harness finds it. */
export interface Plant {
  what: string
  /** Environment of the tenant, where the bug is there. */
  tenantEntry?: string
  /** The faults that bring it to light. */
  faults: string[]
  /** Where requests must live longer than usual for it. */
  expirySeconds?: number
  apply?(ownerUrl: string): Promise<void>
  /** More harm, while the round runs. */
  harm?(ownerUrl: string): Promise<void>
  /** The counter-check: nothing was taken away, so the harm must be refused and no check may fail. */
  refused?: boolean
}

const run = (text: string) => (ownerUrl: string) => asOwner(ownerUrl, async (sql) => void (await sql.unsafe(text)))

/** One dollar more on an account, and an entry that says so; the other side of it is nowhere. */
const LONE_CREDIT = `
  WITH paid AS (
    UPDATE accounts SET balance_minor = balance_minor + 100 WHERE number = '100020004321' RETURNING id, balance_minor)
  INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor)
    SELECT gen_random_uuid(), (SELECT transfer_id FROM entries LIMIT 1), id, 100, balance_minor FROM paid`

/** The bugs, by name. None of them is in the bank's own code: they are done to its database, or to the tenant's start. */
export const PLANTS: Record<string, Plant> = {
  'no-unique-key': {
    what: 'one key may be used for many transfers',
    faults: ['cut after the commit', 'replica killed', 'cut after the commit'],
    async apply(ownerUrl) {
      await asOwner(ownerUrl, async (sql) => {
        const [row] = await sql`SELECT pg_get_functiondef('post_transfer'::regproc) AS text`
        const text = String(row?.text).replace('ON CONFLICT (customer_id, idempotency_key) DO NOTHING', '')
        await sql.unsafe(`ALTER TABLE transfers DROP CONSTRAINT transfers_idempotency; ${text}`)
      })
    },
  },
  'no-fence': {
    what: 'a take-over does not count the fence up, so a process that was replaced may still move the row',
    faults: ['replaced process wakes up'],
    expirySeconds: 45,
    apply: run(`
      CREATE FUNCTION harness.keep_fence() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.fence := OLD.fence; RETURN NEW; END $$;
      CREATE TRIGGER plant BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION harness.keep_fence();`),
  },
  'no-mandate-limit': {
    what: 'what was used of a mandate is not counted',
    faults: [],
    apply: run(`
      DO $$ BEGIN EXECUTE replace(pg_get_functiondef('take_mandate'::regproc),
        'v_used + p_amount > v_mandate.max_per_period_minor', 'false'); END $$`),
  },
  'shop-notes-a-cent-more': {
    what: 'the shop confirms an order at another total than the bank was asked to pay',
    faults: [],
    apply: run(`
      CREATE FUNCTION harness.cent_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.item := NEW.item || jsonb_build_object('totalMinor', ((NEW.item ->> 'totalMinor')::bigint + 1)::text); RETURN NEW; END $$;
      CREATE TRIGGER plant BEFORE UPDATE ON shop.orders FOR EACH ROW WHEN (NEW.status = 'confirmed') EXECUTE FUNCTION harness.cent_more();
      GRANT USAGE ON SCHEMA harness TO PUBLIC`),
  },
  'sale-gives-shares-back': {
    what: 'the brokerage gives the shares of a sale back although it was paid out',
    faults: [],
    apply: run(`
      CREATE OR REPLACE FUNCTION brokerage.settle(p_subject text, p_item jsonb) RETURNS void LANGUAGE sql AS $$
        SELECT brokerage.add_shares(p_subject, p_item) $$`),
  },
  'no-lease': {
    what: 'every lease has lapsed as soon as it is taken, so everybody polls',
    faults: [],
    apply: run(`
      CREATE FUNCTION harness.lapse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.lease_until := now() - interval '1 s'; RETURN NEW; END $$;
      CREATE TRIGGER plant BEFORE INSERT OR UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION harness.lapse();`),
  },
  'no-zero-sum': {
    what: 'nothing asserts that entries are a transfer’s and sum to zero, and somebody writes one side of a transfer',
    faults: [],
    apply: run(
      'DROP TRIGGER transfers_balance ON transfers; DROP INDEX entries_sides; DROP TRIGGER entries_guard ON entries',
    ),
    harm: run(LONE_CREDIT),
  },
  'zero-sum-control': {
    what: 'somebody writes one side of a transfer, and what keeps it out is where it belongs',
    faults: [],
    harm: run(LONE_CREDIT),
    refused: true,
  },
  'hasty-consume': {
    what: 'the tenant reads whether a request is spent, and spends it a moment later',
    faults: [],
    tenantEntry: fileURLToPath(new URL('./hasty-tenant.ts', import.meta.url)),
  },
}
