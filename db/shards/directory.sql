-- The directory of a bank whose customers are spread over shards, in a database of its own: which shard has an account, and what a
-- payer must know of it. npm run clearing makes and fills it from the shards, and it can be made anew from them at any time.
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
