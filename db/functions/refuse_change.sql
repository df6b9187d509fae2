-- Refuses every change of an append-only table, even by its owner.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

REVOKE ALL ON FUNCTION refuse_change FROM PUBLIC;

CREATE OR REPLACE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Entries and transfers name accounts without a foreign key (guard_entries).
CREATE OR REPLACE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE OR UPDATE OF id, currency ON accounts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER mandate_uses_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mandate_uses
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A deleted approval would take its hold with it.
CREATE OR REPLACE TRIGGER approvals_stay BEFORE DELETE OR TRUNCATE ON approvals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER mandates_stay BEFORE DELETE OR TRUNCATE ON mandates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER audit_heads_stay BEFORE DELETE OR TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER audit_heads_begin BEFORE INSERT ON audit_heads
  FOR EACH ROW WHEN (NEW.position <> 1) EXECUTE FUNCTION refuse_change();

-- After the update, because Postgres locks a row once more for a trigger before it.
CREATE OR REPLACE TRIGGER audit_heads_forward AFTER UPDATE ON audit_heads
  FOR EACH ROW WHEN (NEW.customer_id <> OLD.customer_id OR NEW.position <> OLD.position + 1) EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER book_epochs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON book_epochs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER inbox_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inbox
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER outbox_stays BEFORE DELETE OR TRUNCATE ON outbox
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A transfer that has arrived or come back stays so, and none is turned to another shard.
CREATE OR REPLACE TRIGGER outbox_settled BEFORE UPDATE ON outbox
  FOR EACH ROW WHEN (OLD.state <> 'posted' OR NEW.transfer_id <> OLD.transfer_id OR NEW.shard <> OLD.shard)
  EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER this_shard_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON this_shard
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
