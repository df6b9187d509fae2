-- Sets the rule for when the portal asks the customer's phone. `above` holds minor units by currency; for a currency
-- that is missing there the portal never asks. `firstPayments` concerns payments to another customer's account that was
-- never paid before. A stricter rule holds from now on. A looser rule needs the phone's yes and changes nothing here.
-- Answers the rule that holds now.
CREATE OR REPLACE FUNCTION set_confirmation(p_customer uuid, p_wanted jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_before jsonb;
  v_now jsonb;
BEGIN
  SELECT coalesce(phone_confirmation, '{"above":{},"firstPayments":false}') INTO STRICT v_before
    FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  SELECT jsonb_build_object(
      'above', coalesce(jsonb_object_agg(currency, minor) FILTER (WHERE minor IS NOT NULL), '{}'),
      'firstPayments', (v_before ->> 'firstPayments')::boolean OR (p_wanted ->> 'firstPayments')::boolean) INTO v_now
    FROM (SELECT currency, min(minor::bigint) AS minor FROM (
      SELECT * FROM jsonb_each_text(v_before -> 'above') UNION ALL SELECT * FROM jsonb_each_text(p_wanted -> 'above')) AS each (currency, minor)
      GROUP BY currency) AS strictest;
  IF v_now <> v_before THEN
    PERFORM write_confirmation(p_customer => p_customer, p_before => v_before, p_now => v_now);
  END IF;
  RETURN v_now;
END $$;

REVOKE ALL ON FUNCTION set_confirmation FROM PUBLIC;
