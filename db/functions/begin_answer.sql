-- Begins an answer in a chat, or tells why it cannot: `answering`, `busy` or `full` (lib/chats/begin-answer.ts).
CREATE OR REPLACE FUNCTION begin_answer(
  p_id uuid, p_chat uuid, p_alive_seconds integer, p_running_limit integer, p_messages_limit integer
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_customer uuid;
BEGIN
  SELECT customer_id INTO v_customer FROM chats WHERE id = p_chat;
  -- The customer is locked first, as everywhere. The statements below see what was committed while this one waited.
  PERFORM FROM customers WHERE id = v_customer FOR NO KEY UPDATE;
  PERFORM FROM chats WHERE id = p_chat FOR NO KEY UPDATE;
  IF NOT FOUND OR EXISTS (SELECT FROM answers WHERE chat_id = p_chat AND finished_at IS NULL AND alive_until >= now()) THEN
    RETURN 'answering';
  END IF;
  IF (SELECT count(*) FROM answers a JOIN chats c ON c.id = a.chat_id
    WHERE c.customer_id = v_customer AND a.finished_at IS NULL AND a.alive_until >= now()) >= p_running_limit THEN
    RETURN 'busy';
  END IF;
  IF (SELECT count(*) FROM messages WHERE chat_id = p_chat) >= p_messages_limit THEN RETURN 'full'; END IF;
  INSERT INTO answers (id, chat_id, alive_until) VALUES (p_id, p_chat, now() + make_interval(secs => p_alive_seconds));
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION begin_answer FROM PUBLIC;
