-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "entries_sides";--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY "entries_sides" ON "entries" USING btree ("transfer_id",("amount_minor" > 0));--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "entries_transfer";
