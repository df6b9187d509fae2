-- Writes down what became of one day of a scheduled transfer, and names the next day. Does nothing, and answers false,
-- where that day is not the next one any more or the customer has ended or paused the order.
-- `p_limit` is what refuse_limit has told, with `limit_exceeded`.
DROP FUNCTION IF EXISTS finish_scheduled(uuid, date, text, text, uuid, uuid, date, timestamptz);

CREATE OR REPLACE FUNCTION finish_scheduled(
  p_scheduled uuid, p_due date, p_outcome text, p_reason text, p_transfer uuid, p_approval uuid, p_next date, p_next_at timestamptz,
  p_limit jsonb DEFAULT NULL
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE scheduled_transfers SET next_on = p_next, look_after = p_next_at, status = CASE WHEN p_next IS NULL THEN 'done' ELSE status END
    WHERE id = p_scheduled AND status = 'active' AND next_on = p_due;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO scheduled_runs (scheduled_id, due_on, outcome, reason, reached_limit, transfer_id, approval_id)
    VALUES (p_scheduled, p_due, p_outcome, p_reason, p_limit, p_transfer, p_approval);
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION finish_scheduled FROM PUBLIC;
