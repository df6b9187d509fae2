-- What customers hold. SCHEMA is filled in at the start (services/door/store.ts); every statement is repeatable.
CREATE TABLE IF NOT EXISTS SCHEMA.holdings (
  subject text NOT NULL,
  ticker text NOT NULL,
  -- Shares that are neither sold nor kept for a sale that is being paid out.
  qty bigint NOT NULL CHECK (qty >= 0),
  PRIMARY KEY (subject, ticker)
);

CREATE OR REPLACE FUNCTION SCHEMA.add_shares(p_subject text, p_item jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO SCHEMA.holdings AS h (subject, ticker, qty) VALUES (p_subject, p_item ->> 'ticker', (p_item ->> 'qty')::bigint)
  ON CONFLICT (subject, ticker) DO UPDATE SET qty = h.qty + excluded.qty
$$;

-- A sale keeps its shares until it is paid out. A buy keeps nothing: the bank holds the money.
CREATE OR REPLACE FUNCTION SCHEMA.reserve(p_subject text, p_item jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF p_item ->> 'side' = 'buy' THEN RETURN; END IF;
  UPDATE SCHEMA.holdings h SET qty = h.qty - (p_item ->> 'qty')::bigint
    WHERE h.subject = p_subject AND h.ticker = p_item ->> 'ticker' AND h.qty >= (p_item ->> 'qty')::bigint;
  IF NOT FOUND THEN PERFORM SCHEMA.refuse('insufficient_shares'); END IF;
END $$;

CREATE OR REPLACE FUNCTION SCHEMA.settle(p_subject text, p_item jsonb) RETURNS void LANGUAGE sql AS $$
  SELECT SCHEMA.add_shares(p_subject, p_item) WHERE p_item ->> 'side' = 'buy'
$$;

CREATE OR REPLACE FUNCTION SCHEMA.give_back(p_subject text, p_item jsonb) RETURNS void LANGUAGE sql AS $$
  SELECT SCHEMA.add_shares(p_subject, p_item) WHERE p_item ->> 'side' = 'sell'
$$;
