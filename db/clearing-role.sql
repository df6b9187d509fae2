-- The rights of the process that carries transfers between shards (npm run clearing). It credits accounts on the word of
-- another shard, which the app may never do. It reads no table; of accounts it learns what payers may know, of customers the subject. db/roles.ts fills in CLEARING_ROLE.
GRANT USAGE ON SCHEMA public TO CLEARING_ROLE;
GRANT EXECUTE ON FUNCTION claim_outbox, receive_transfers, settle_outbox, accounts_to_list, customers_to_list TO CLEARING_ROLE;
