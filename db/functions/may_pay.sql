-- Whether the debtor's holder may pay the other account: their own, a payee's, a merchant's on an agent's authority, or
-- from a merchant's account every customer's of this shard: of a customer elsewhere no sale and no freeze is known here.
CREATE OR REPLACE FUNCTION may_pay(p_debtor accounts, p_creditor accounts, p_by_hand boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(p_creditor.customer_id = p_debtor.customer_id, false)
    OR CASE WHEN p_creditor.merchant THEN NOT p_by_hand
       ELSE EXISTS (SELECT FROM payees WHERE customer_id = p_debtor.customer_id AND account_id = p_creditor.id) END
    OR (p_debtor.merchant AND p_creditor.customer_id IS NOT NULL AND p_creditor.shard IS NULL)
$$;

REVOKE ALL ON FUNCTION may_pay FROM PUBLIC;
