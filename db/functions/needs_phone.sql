-- Whether the customer's own transfer in the portal must also be confirmed on the phone: it is above the amount that
-- the customer has set, or it would be the first payment to somebody else's account and the customer wants to be asked
-- about those.
CREATE OR REPLACE FUNCTION needs_phone(p_customer uuid, p_creditor uuid, p_amount bigint, p_currency text, p_transfer uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(p_amount > (c.phone_confirmation -> 'above' ->> p_currency)::bigint, false)
    OR (coalesce((c.phone_confirmation ->> 'firstPayments')::boolean, false)
      AND EXISTS (SELECT FROM accounts a WHERE a.id = p_creditor AND a.customer_id <> p_customer)
      AND NOT EXISTS (
        SELECT FROM transfers t WHERE t.customer_id = p_customer AND t.creditor_account_id = p_creditor AND t.id <> p_transfer))
  FROM customers c WHERE c.id = p_customer
$$;

REVOKE ALL ON FUNCTION needs_phone FROM PUBLIC;
