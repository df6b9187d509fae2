ALTER TABLE "entries" DROP CONSTRAINT "entries_transfer_id_transfers_id_fk";
--> statement-breakpoint
ALTER TABLE "entries" DROP CONSTRAINT "entries_account_id_accounts_id_fk";
--> statement-breakpoint
-- guard_entries, which comes in the same transaction, stands in their place.
ALTER TABLE transfers DROP CONSTRAINT transfers_debtor, DROP CONSTRAINT transfers_creditor;
