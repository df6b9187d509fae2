-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "audit_chain_hash";
