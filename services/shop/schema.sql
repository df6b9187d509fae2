-- The shop's catalogue. SCHEMA is filled in at the start (services/door/store.ts); every statement is repeatable.
CREATE TABLE IF NOT EXISTS SCHEMA.products (
  id text PRIMARY KEY,
  name text NOT NULL,
  price_minor bigint NOT NULL CHECK (price_minor > 0),
  currency text NOT NULL,
  -- What is neither sold nor kept for an order that is being paid.
  stock integer NOT NULL CHECK (stock >= 0),
  position integer NOT NULL
);

INSERT INTO SCHEMA.products (position, id, name, price_minor, currency, stock) VALUES
  (1, 'running-shoes', 'Running shoes', 7500, 'USD', 40),
  (2, 'trail-shoes', 'Trail shoes', 11900, 'USD', 25),
  (3, 'running-socks', 'Running socks', 1250, 'USD', 200),
  (4, 'rain-jacket', 'Rain jacket', 8990, 'USD', 30),
  (5, 'water-bottle', 'Water bottle', 1800, 'USD', 120),
  (6, 'backpack', 'Backpack', 6450, 'USD', 35),
  (7, 'headlamp', 'Headlamp', 3400, 'USD', 50),
  (8, 'yoga-mat', 'Yoga mat', 2900, 'USD', 60),
  (9, 'bicycle-helmet', 'Bicycle helmet', 5500, 'USD', 40),
  (10, 'coffee-beans', 'Coffee beans', 1499, 'USD', 150),
  (11, 'headphones', 'Headphones', 12999, 'USD', 20),
  (12, 'desk-lamp', 'Desk lamp', 4200, 'USD', 1)
ON CONFLICT (id) DO NOTHING;

-- What an order keeps for itself until it is paid: its units of the product, at the price that it was approved at.
CREATE OR REPLACE FUNCTION SCHEMA.reserve(p_subject text, p_item jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_product SCHEMA.products;
BEGIN
  SELECT * INTO v_product FROM SCHEMA.products p WHERE p.id = p_item ->> 'product' FOR UPDATE;
  IF v_product.id IS NULL THEN PERFORM SCHEMA.refuse('not_found'); END IF;
  IF v_product.price_minor <> (p_item ->> 'unitPriceMinor')::bigint THEN PERFORM SCHEMA.refuse('price_limit'); END IF;
  IF v_product.stock < (p_item ->> 'qty')::integer THEN PERFORM SCHEMA.refuse('out_of_stock'); END IF;
  UPDATE SCHEMA.products p SET stock = p.stock - (p_item ->> 'qty')::integer WHERE p.id = v_product.id;
END $$;

CREATE OR REPLACE FUNCTION SCHEMA.settle(p_subject text, p_item jsonb) RETURNS void LANGUAGE sql AS $$ $$;

CREATE OR REPLACE FUNCTION SCHEMA.give_back(p_subject text, p_item jsonb) RETURNS void LANGUAGE sql AS $$
  UPDATE SCHEMA.products p SET stock = p.stock + (p_item ->> 'qty')::integer WHERE p.id = p_item ->> 'product'
$$;
