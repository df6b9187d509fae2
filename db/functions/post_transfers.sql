-- Posts many transfers in one statement and one commit. It posts those alone for which every rule of post_transfer holds in
-- whatever order they come, and answers them. An order that it does not answer has moved nothing and is posted by
-- post_transfer, whose rules refuse it or answer it again: a used key, two orders under one key, an approval's key, a
-- business's account, a customer who confirms transfers on the phone. Where that shows only under the locks (money or a
-- limit that is not enough for all, a frozen agent, an account that may not be paid), the whole statement is undone with the
-- state BK003, whose detail names those orders: the others may be sent again at once.
--
-- Locks are taken in the order of post_transfer, each kind for all orders before the next kind, and sorted within it. It
-- waits for each lock for one second at most, because all of its orders wait with it.
--
-- Its statements are planned once for each connection: Postgres would plan them anew in each call, for a third of what a small batch
-- costs. The plans use indexes alone, because one that was made on small tables would read large ones whole.
CREATE OR REPLACE FUNCTION post_transfers(p_orders jsonb)
RETURNS TABLE (transfer_id uuid, authority text, created_at timestamptz, creditor_customer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_orders transfers[];
  v_debits uuid[];
  v_credits uuid[];
  v_actors jsonb[];
  v_limits bigint[];
  v_written uuid[];
  v_unsure uuid[];
  v_away boolean;
  v_today date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
  SELECT array_agg(ROW(o.id, o.customer, o.key, o.digest, o.debtor, o.creditor, o.amount, o.currency, o.memo, o.authority, now())::transfers ORDER BY o.customer, o.key),
      array_agg(o.debit ORDER BY o.customer, o.key), array_agg(o.credit ORDER BY o.customer, o.key),
      array_agg(o.actor ORDER BY o.customer, o.key), array_agg(o."dailyLimit" ORDER BY o.customer, o.key)
    INTO v_orders, v_debits, v_credits, v_actors, v_limits
    FROM jsonb_to_recordset(p_orders) AS o(
      id uuid, debit uuid, credit uuid, customer uuid, key uuid, digest text, debtor uuid, creditor uuid, amount bigint, currency text,
      memo text, authority text, "transferLimit" bigint, "dailyLimit" bigint, actor jsonb)
    WHERE o.amount > 0 AND o.amount <= o."transferLimit" AND o.debtor <> o.creditor AND o.authority IN ('session', 'approval')
      AND NOT EXISTS (SELECT FROM approvals a WHERE a.id = o.key);

  -- Orders under one key meet here, as in post_transfer: only one of them is written.
  WITH written AS (
    INSERT INTO transfers SELECT * FROM unnest(v_orders) ON CONFLICT (customer_id, idempotency_key) DO NOTHING RETURNING id
  ) SELECT array_agg(id) INTO v_written FROM written;
  IF cardinality(v_written) IS DISTINCT FROM cardinality(v_orders) THEN
    SELECT array_agg(ROW(o.id, o.customer_id, o.idempotency_key, o.body_digest, o.debtor_account_id, o.creditor_account_id, o.amount_minor, o.currency, o.memo, o.authority, o.created_at)::transfers ORDER BY o.place),
        array_agg(o.debit ORDER BY o.place), array_agg(o.credit ORDER BY o.place), array_agg(o.actor ORDER BY o.place), array_agg(o.daily_limit ORDER BY o.place)
      INTO v_orders, v_debits, v_credits, v_actors, v_limits
      FROM ROWS FROM (unnest(v_orders), unnest(v_debits), unnest(v_credits), unnest(v_actors), unnest(v_limits)) WITH ORDINALITY AS o(
        id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority, created_at,
        debit, credit, actor, daily_limit, place)
      WHERE o.id = ANY (v_written);
  END IF;
  IF v_orders IS NULL THEN RETURN; END IF;

  -- The weak lock of an agent's posting, for which a freeze waits (await_agent_postings).
  PERFORM FROM customers c WHERE c.id IN (SELECT o.customer_id FROM unnest(v_orders) o WHERE o.authority = 'approval') ORDER BY c.id FOR KEY SHARE;
  PERFORM FROM accounts a
    WHERE a.id IN (SELECT unnest(ARRAY[o.debtor_account_id, o.creditor_account_id]) FROM unnest(v_orders) o)
    ORDER BY a.id FOR NO KEY UPDATE;
  SELECT array_agg(o.id) FILTER (WHERE (
      d.customer_id = o.customer_id AND NOT d.merchant AND d.shard IS NULL AND d.status = 'active' AND c.status = 'active'
      AND d.currency = o.currency AND c.currency = o.currency
      AND d.balance_minor - d.held_minor - o.spent >= d.floor_minor
      AND (c.customer_id = o.customer_id
        OR CASE WHEN c.merchant THEN o.authority = 'approval'
           ELSE EXISTS (SELECT FROM payees y WHERE y.customer_id = o.customer_id AND y.account_id = c.id) END)
      AND CASE o.authority
        WHEN 'session' THEN p.phone_confirmation IS NULL
        ELSE p.agent_transfers_frozen_at IS NULL
          AND NOT coalesce(to_timestamp((o.actor ->> 'tokenIssuedAt')::bigint) <= p.agent_tokens_not_before, false) END
    ) IS NOT TRUE), bool_or(c.shard IS NOT NULL) INTO v_unsure, v_away
    FROM (
      -- The smallest first: an order that is too large stands in no other's way.
      SELECT *, sum(amount_minor) OVER (PARTITION BY debtor_account_id ORDER BY amount_minor, id) AS spent
      FROM ROWS FROM (unnest(v_orders), unnest(v_actors)) AS u(
        id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority, created_at, actor)
    ) AS o
    LEFT JOIN accounts d ON d.id = o.debtor_account_id
    LEFT JOIN accounts c ON c.id = o.creditor_account_id
    LEFT JOIN customers p ON p.id = o.customer_id;
  IF v_unsure IS NULL THEN
    WITH taken AS (
      INSERT INTO daily_totals AS d (customer_id, day, currency, total_minor)
        SELECT o.customer_id, v_today, o.currency, sum(o.amount_minor) FROM unnest(v_orders) o GROUP BY o.customer_id, o.currency ORDER BY 1, 3
        ON CONFLICT (customer_id, day, currency) DO UPDATE SET total_minor = d.total_minor + EXCLUDED.total_minor
        RETURNING d.customer_id, d.currency, d.total_minor
    )
    SELECT array_agg(o.id) INTO v_unsure
      FROM (
        SELECT *, sum(amount_minor) OVER (PARTITION BY customer_id, currency ORDER BY amount_minor DESC, id DESC) - amount_minor AS larger
        FROM ROWS FROM (unnest(v_orders), unnest(v_limits)) AS u(
          id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority, created_at, daily_limit)
      ) AS o
      JOIN taken t ON t.customer_id = o.customer_id AND t.currency = o.currency
      WHERE (t.total_minor - o.larger <= o.daily_limit) IS NOT TRUE;
  END IF;
  IF v_unsure IS NOT NULL THEN
    RAISE EXCEPTION 'not all of these orders can be posted together' USING ERRCODE = 'BK003', DETAIL = to_jsonb(v_unsure);
  END IF;

  PERFORM write_many_entries(p_orders => v_orders, p_debit_entries => v_debits, p_credit_entries => v_credits);
  INSERT INTO audit_events (customer_id, kind, transfer_id, data)
    SELECT o.customer_id, 'transfer.posted', o.id, o.actor || jsonb_build_object('authority', o.authority)
    FROM ROWS FROM (unnest(v_orders), unnest(v_actors)) WITH ORDINALITY AS o(
      id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority, created_at, actor, place)
    ORDER BY o.place;
  IF v_away THEN
    INSERT INTO outbox (transfer_id, shard)
      SELECT o.id, a.shard FROM unnest(v_orders) o JOIN accounts a ON a.id = o.creditor_account_id WHERE a.shard IS NOT NULL;
  END IF;
  RETURN QUERY SELECT t.id, t.authority, t.created_at, a.customer_id
    FROM unnest(v_orders) o JOIN transfers t ON t.id = o.id JOIN accounts a ON a.id = t.creditor_account_id;
END $$;

REVOKE ALL ON FUNCTION post_transfers FROM PUBLIC;
