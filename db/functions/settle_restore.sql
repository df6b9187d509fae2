-- Settles a book that was restored from a backup, by the owner, before the bank opens (npm run db:restored;
-- docs/decisions/058). What came after the restored moment is not known here, so whatever may have been used, ended or
-- taken back since is ended: approvals that wait, tokens (also of approvals that vanished, which have no row here),
-- mandates, sessions. Agents are frozen, since a customer's freeze may have vanished, and scheduled transfers pause, since
-- they may have been cancelled. Customers let each go on by themselves. Answers what was ended.
CREATE OR REPLACE FUNCTION settle_restore()
RETURNS TABLE (approvals bigint, mandates bigint, customers bigint, sessions bigint, schedules bigint)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO book_epochs (why) VALUES ('restored');

  UPDATE approvals SET status = 'failed', reason = 'restored', sealed_auth_req_id = NULL
    WHERE status IN (SELECT from_status FROM approval_moves);
  GET DIAGNOSTICS approvals = ROW_COUNT;

  SELECT count(*) INTO mandates FROM mandates m,
    LATERAL revoke_mandates(p_customer => m.customer_id, p_why => 'restored', p_id => m.id)
    WHERE m.activated_at IS NOT NULL AND m.revoked_at IS NULL;

  -- This also makes every token void that was issued before now. A business has no agents to freeze, and nobody who
  -- could thaw them.
  PERFORM note_agent_freeze(p_customer => c.id, p_frozen => true, p_why => 'restored', p_approval => NULL), raise_agent_freeze(c.id)
    FROM customers c WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.customer_id = c.id AND a.merchant);
  GET DIAGNOSTICS customers = ROW_COUNT;

  DELETE FROM sessions;
  GET DIAGNOSTICS sessions = ROW_COUNT;
  UPDATE scheduled_transfers SET status = 'paused' WHERE status = 'active';
  GET DIAGNOSTICS schedules = ROW_COUNT;
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION settle_restore FROM PUBLIC;
