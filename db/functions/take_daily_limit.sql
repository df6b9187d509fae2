-- Adds an amount to the customer's total of a day (UTC) and currency, and refuses what goes over the limit.
CREATE OR REPLACE FUNCTION take_daily_limit(p_customer uuid, p_day date, p_currency text, p_amount bigint, p_limit bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_total bigint;
BEGIN
  INSERT INTO daily_totals AS d (customer_id, day, currency, total_minor) VALUES (p_customer, p_day, p_currency, p_amount)
    ON CONFLICT (customer_id, day, currency) DO UPDATE SET total_minor = d.total_minor + p_amount
    RETURNING total_minor INTO v_total;
  IF v_total > p_limit THEN
    PERFORM refuse_limit(
      p_currency => p_currency, p_limit => p_limit, p_left => p_limit - (v_total - p_amount),
      p_renews_at => (p_day + 1)::timestamp AT TIME ZONE 'UTC');
  END IF;
END $$;

REVOKE ALL ON FUNCTION take_daily_limit FROM PUBLIC;
