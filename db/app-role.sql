-- What the running app may do, for a role that is not the schema's owner. APP_ROLE is filled in by
-- db/roles.ts. Money cannot be written with these rights: only the ledger's functions, which run as the owner, can.
GRANT USAGE ON SCHEMA public TO APP_ROLE;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO APP_ROLE;
GRANT INSERT ON customers, payees TO APP_ROLE;
GRANT INSERT, UPDATE, DELETE ON chats, messages, answers, answer_chunks, rate_windows TO APP_ROLE;
GRANT INSERT, DELETE ON dpop_proofs TO APP_ROLE;
GRANT UPDATE (status, reason, sealed_auth_req_id, interval_seconds, expires_at, lease_owner, lease_until, fence, token_digest) ON approvals TO APP_ROLE;
GRANT EXECUTE ON FUNCTION post_transfer, open_approval, set_agent_freeze, await_agent_postings TO APP_ROLE;
