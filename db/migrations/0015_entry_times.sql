-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "entries_account_times";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "entries_account_times" ON "entries" USING btree ("account_id","sequence","created_at");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "entries_account";
