-- Opens a chat unless one of this id exists. Answers whether the customer has too many chats to open another.
CREATE OR REPLACE FUNCTION open_chat(p_id uuid, p_customer uuid, p_title text, p_most integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM chats WHERE id = p_id) THEN RETURN false; END IF;
  -- The customer's lock: of two new chats at the same time, only one can be the last one allowed.
  PERFORM FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM chats WHERE customer_id = p_customer) >= p_most THEN RETURN true; END IF;
  INSERT INTO chats (id, customer_id, title) VALUES (p_id, p_customer, p_title) ON CONFLICT DO NOTHING;
  RETURN false;
END $$;

REVOKE ALL ON FUNCTION open_chat FROM PUBLIC;
