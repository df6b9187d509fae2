-- The directory of a bank whose customers are spread over shards, in a database of its own: which shard has an account and what a
-- payer must know of it, and on which shard a customer banks. npm run clearing makes and fills it from the shards, and it can be
-- made anew from them at any time.
CREATE TABLE IF NOT EXISTS listed_accounts (
  number text PRIMARY KEY,
  shard text NOT NULL,
  account_id uuid NOT NULL UNIQUE,
  customer_id uuid NOT NULL,
  holder text NOT NULL,
  name text NOT NULL,
  currency text NOT NULL
);

-- By the full and exact number, so that nobody reads the list. Any role that may connect may ask: the app has one that may nothing else.
CREATE OR REPLACE FUNCTION find_listed(p_number text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object('accountId', account_id, 'customerId', customer_id, 'shard', shard, 'holder', holder, 'name', name,
    'number', number, 'currency', currency) FROM listed_accounts WHERE number = p_number
$$;

CREATE TABLE IF NOT EXISTS listed_customers (
  subject text PRIMARY KEY,
  shard text NOT NULL
);

-- The shards that there are, whether all customers of each have been listed once, and where its app is reached, as SHARD_APPS says.
CREATE TABLE IF NOT EXISTS listed_shards (
  shard text PRIMARY KEY,
  address text,
  complete boolean NOT NULL DEFAULT false
);

-- The shard on which a subject banks, and the address of its app, null where nobody has said it. A subject that nobody knows banks
-- on the shard that asks first: of two that ask at the same time, both hear of one. Nothing at all is answered about it while a
-- shard's customers are not all listed, since it may be one of them. Where no shard is asking, nobody gets a home by that.
CREATE OR REPLACE FUNCTION home_of(p_subject text, p_asking text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO listed_customers (subject, shard) SELECT p_subject, p_asking
    WHERE p_asking IS NOT NULL AND (SELECT bool_and(complete) FROM listed_shards) ON CONFLICT DO NOTHING;
  RETURN (SELECT jsonb_build_object('shard', c.shard, 'address', a.address)
    FROM listed_customers c LEFT JOIN listed_shards a ON a.shard = c.shard WHERE c.subject = p_subject);
END $$;
