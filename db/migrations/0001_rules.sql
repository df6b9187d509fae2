-- What drizzle's schema cannot say. The foreign keys are checked at commit, so that an unknown account is refused by
-- lock_accounts() with the contract's code before.
ALTER TABLE transfers
  ADD CONSTRAINT transfers_debtor FOREIGN KEY (debtor_account_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT transfers_creditor FOREIGN KEY (creditor_account_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
INSERT INTO approval_moves (from_status, to_status) VALUES
  ('requested', 'pending'), ('pending', 'approved'), ('approved', 'posted'),
  ('requested', 'denied'), ('requested', 'expired'), ('requested', 'cancelled'), ('requested', 'failed'),
  ('pending', 'denied'), ('pending', 'expired'), ('pending', 'cancelled'), ('pending', 'failed'),
  ('approved', 'denied'), ('approved', 'expired'), ('approved', 'cancelled'), ('approved', 'failed');
