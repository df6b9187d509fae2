-- Leases the transfers that wait longest for a shard, and answers what receive_transfers has to know of them. Of several
-- sweepers each gets others. Whoever dies with some leaves them to the next, once the lease is over.
CREATE OR REPLACE FUNCTION claim_outbox(p_shard text, p_lease_seconds integer, p_most integer)
RETURNS TABLE (sent jsonb) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH taken AS (
    UPDATE outbox o SET look_after = now() + make_interval(secs => p_lease_seconds), attempts = o.attempts + 1
      FROM (SELECT w.transfer_id FROM outbox w WHERE w.state = 'posted' AND w.shard = p_shard AND w.look_after <= now()
        ORDER BY w.look_after LIMIT p_most FOR UPDATE SKIP LOCKED) AS next
      WHERE o.transfer_id = next.transfer_id RETURNING o.transfer_id
  )
  SELECT jsonb_build_object(
      'transfer', t.id, 'from', (SELECT name FROM this_shard), 'customer', t.customer_id, 'holder', c.name, 'key', t.idempotency_key,
      'digest', t.body_digest, 'debtor', t.debtor_account_id, 'debtorName', d.name, 'debtorNumber', d.number,
      'creditor', t.creditor_account_id, 'amount', t.amount_minor::text, 'currency', t.currency, 'memo', t.memo)
    FROM taken JOIN transfers t ON t.id = taken.transfer_id JOIN customers c ON c.id = t.customer_id
    JOIN accounts d ON d.id = t.debtor_account_id
    ORDER BY t.id
$$;

REVOKE ALL ON FUNCTION claim_outbox FROM PUBLIC;
