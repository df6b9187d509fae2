-- What is wished for in an order at a business, whatever it costs now; null for a transfer, which is told by its accounts and
-- amount.
CREATE OR REPLACE FUNCTION wish_in(p_details jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_details ->> 'type' <> 'payment_initiation'
    THEN p_details - '{identifier,unitPrice,total,limitPrice,currency,merchant}'::text[] END
$$;

REVOKE ALL ON FUNCTION wish_in FROM PUBLIC;
