-- The rights of the running app, for a role that does not own the schema. db/roles.ts fills in APP_ROLE. These rights
-- do not allow writing money. Only the ledger's functions can write money, because they run as the owner.
GRANT USAGE ON SCHEMA public TO APP_ROLE;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO APP_ROLE;
GRANT INSERT ON customers TO APP_ROLE;
-- An older version let the app insert payees itself, beyond the limit on their number.
REVOKE INSERT ON payees FROM APP_ROLE;
GRANT UPDATE (nickname) ON payees TO APP_ROLE;
GRANT INSERT, UPDATE, DELETE ON chats, messages, answer_ratings, answers, answer_chunks, rate_windows TO APP_ROLE;
GRANT INSERT, DELETE ON dpop_proofs, sessions TO APP_ROLE;
GRANT UPDATE (last_seen_at) ON sessions TO APP_ROLE;
GRANT UPDATE (told_at) ON approval_chats TO APP_ROLE;
GRANT INSERT, UPDATE (status, reason, approval_id, look_after) ON conditional_orders TO APP_ROLE;
GRANT INSERT, UPDATE (status, next_on, look_after) ON scheduled_transfers TO APP_ROLE;
GRANT UPDATE (status, reason, sealed_auth_req_id, interval_seconds, expires_at, lease_owner, lease_until, fence, token_digest, tell_tenant_after) ON approvals TO APP_ROLE;
GRANT EXECUTE ON FUNCTION post_transfer, post_transfers, check_order, open_approval, set_agent_freeze, await_agent_postings, may_thaw, asking_is_paused, resume_asking, set_confirmation, open_confirmation, settle_confirmation, settle_order, open_mandate, settle_mandate, revoke_mandates, settle_recovery, use_mandate, period_start, open_chat, add_payee, forget_payee, post_scheduled, finish_scheduled, begin_answer, tell_outcome, replication_lag, stand_in_for, shard_name TO APP_ROLE;
