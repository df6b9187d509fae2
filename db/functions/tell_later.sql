-- Notes that a chat must be told how an approval ends: the chat that asked for it, or one that joined it. Does nothing
-- for an approval that was asked for outside any chat.
CREATE OR REPLACE FUNCTION tell_later(p_approval uuid, p_customer uuid, p_chat uuid) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO approval_chats (approval_id, chat_id) SELECT p_approval, id FROM chats WHERE id = p_chat AND customer_id = p_customer
    ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON FUNCTION tell_later FROM PUBLIC;
