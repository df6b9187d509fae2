-- Adds the message that tells a chat how an approval ended, and notes that the chat is told: both or neither, once.
-- Answers false if the chat was told before, or an answer runs in it.
CREATE OR REPLACE FUNCTION tell_outcome(p_approval uuid, p_chat uuid, p_message text, p_parts jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- As in begin_answer: until this commits, no answer begins in the chat and no other process tells it.
  PERFORM FROM chats WHERE id = p_chat FOR NO KEY UPDATE;
  UPDATE approval_chats SET told_at = now() WHERE approval_id = p_approval AND chat_id = p_chat AND told_at IS NULL
    AND NOT EXISTS (SELECT FROM answers WHERE chat_id = p_chat AND finished_at IS NULL);
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE chats SET updated_at = now() WHERE id = p_chat;
  INSERT INTO messages (id, chat_id, role, parts) VALUES (p_message, p_chat, 'assistant', p_parts) ON CONFLICT DO NOTHING;
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION tell_outcome FROM PUBLIC;
