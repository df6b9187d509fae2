-- Comments for a DBA to read before touching a table. `…_minor` counts minor units of the row's currency (cents), never
-- decimals. Where a comment names no function, the app's role writes the table itself (app-role.sql).

COMMENT ON TABLE customers IS 'A person who banks here. Rows are made at the first sign-in and never deleted.';
COMMENT ON COLUMN customers.subject IS 'The tenant''s sub, by which alone a customer is recognised.';
COMMENT ON COLUMN customers.agent_transfers_frozen_at IS 'When the customer froze agents; null while agents may move this customer''s money. Written by raise_agent_freeze and set_agent_freeze.';
COMMENT ON COLUMN customers.agent_tokens_not_before IS 'The time of the last freeze or restore. A token issued before it posts nothing new, even after a thaw. Written by raise_agent_freeze and settle_restore.';
COMMENT ON COLUMN customers.asking_resumed_at IS 'When the customer last let Aiya ask again. Prompts and noes are counted from this time. Written by resume_asking and set_agent_freeze.';
COMMENT ON COLUMN customers.phone_recovered_at IS 'When a recovery code replaced all of the customer''s devices; null once they have thawed their agents, or if none ever did. While it is set, nothing asks the phone. Written by settle_recovery and set_agent_freeze.';
COMMENT ON COLUMN customers.phone_confirmation IS 'The rule for when the portal asks the phone: the amount above which it does (minor units by currency), and whether it does before a first payment. Null means never. Written by write_confirmation.';

COMMENT ON TABLE accounts IS 'An account and its running balance. Written by the ledger''s functions alone, under the row''s lock, in id order.';
COMMENT ON COLUMN accounts.customer_id IS 'Null for a system account, which balances all other accounts of its currency.';
COMMENT ON COLUMN accounts.currency IS 'ISO 4217. The currency sets how many minor units one unit has.';
COMMENT ON COLUMN accounts.balance_minor IS 'Minor units. The sum of the account''s entries; npm run db:verify compares them. Written by write_entries.';
COMMENT ON COLUMN accounts.held_minor IS 'Minor units. The sum of the account''s open approvals. Written by open_approval and guard_approval.';
COMMENT ON COLUMN accounts.merchant IS 'Whether a business holds it. Any customer may pay it on an agent''s authority, and its holder may pay any customer''s account (lock_accounts).';
COMMENT ON COLUMN accounts.floor_minor IS 'Minor units. Balance less holds never falls below it: 0, or minus a credit card''s limit. Null for a system account, and for one that is away.';
COMMENT ON COLUMN accounts.type IS 'checking, savings or credit for a customer''s; system for the bank''s own; away for one that stands in for the account of this id on another shard (stand_in_for), with what is owed between the shards for it.';
COMMENT ON COLUMN accounts.shard IS 'The shard where an away account is; null for all others.';

COMMENT ON TABLE payees IS 'An account of somebody else that a customer may pay. Written by add_payee.';

COMMENT ON TABLE transfers IS 'One movement of money, with its two entries. Append-only, even for its owner. Written by post_transfer, open_account, receive_transfers and settle_outbox.';
COMMENT ON COLUMN transfers.customer_id IS 'The customer who ordered it, the holder of the debtor account.';
COMMENT ON COLUMN transfers.idempotency_key IS 'The key of the order, unique per customer. On an agent''s authority it is the approval''s id.';
COMMENT ON COLUMN transfers.body_digest IS 'SHA-256 of the order: the same key with another order is refused.';
COMMENT ON COLUMN transfers.debtor_account_id IS 'accounts.id. guard_entries and the two entries at commit stand in the place of a foreign key.';
COMMENT ON COLUMN transfers.creditor_account_id IS 'accounts.id, as debtor_account_id.';
COMMENT ON COLUMN transfers.amount_minor IS 'Minor units, above zero.';
COMMENT ON COLUMN transfers.authority IS 'What allowed the posting: session (the customer in the portal), approval (an agent, with the phone''s yes), session+approval (the portal, with the phone''s yes), mandate (an agent, within a standing mandate), opening, clearing (another shard posted it, or refused it and it came back).';

COMMENT ON TABLE entries IS 'The book: two signed entries a transfer, which sum to zero at commit. Append-only, even for its owner. Written by write_entries.';
COMMENT ON COLUMN entries.sequence IS 'The order of the entries of one account. It has gaps, and tells nothing across accounts.';
COMMENT ON COLUMN entries.transfer_id IS 'transfers.id. guard_entries stands in the place of a foreign key.';
COMMENT ON COLUMN entries.account_id IS 'accounts.id, the debtor''s or the creditor''s of the transfer. guard_entries stands in the place of a foreign key.';
COMMENT ON COLUMN entries.amount_minor IS 'Minor units, signed: negative is a debit.';
COMMENT ON COLUMN entries.balance_after_minor IS 'Minor units. The account''s balance after this entry.';

COMMENT ON TABLE daily_totals IS 'The amount that a customer has moved, or holds for approval, on one UTC day. The row''s lock serialises the daily limit. Written by take_daily_limit and guard_approval.';
COMMENT ON COLUMN daily_totals.day IS 'A UTC day.';
COMMENT ON COLUMN daily_totals.total_minor IS 'Minor units.';

COMMENT ON TABLE approvals IS 'A transfer that an agent, or the customer in the portal, asked for and the phone decides on. Opened by open_approval, posted by settle_approval; the app makes all other moves, and guard_approval checks every move. Never deleted.';
COMMENT ON COLUMN approvals.id IS 'Also the idempotency key of the transfer.';
COMMENT ON COLUMN approvals.payment IS 'The payment_initiation that pays for the order in details; null where details is one, or nothing is paid.';
COMMENT ON COLUMN approvals.kind IS 'transfer, alone or to pay for an order; order, one without a transfer, opened by open_order and settled by settle_order; confirmation, a change of customers.phone_confirmation, opened by open_confirmation and settled by settle_confirmation; or mandate, opened by open_mandate and settled by settle_mandate; all but the first without accounts and amount.';
COMMENT ON COLUMN approvals.change IS 'Of a confirmation: the rule before the change, and the wanted rule.';
COMMENT ON COLUMN approvals.turn_id IS 'The answer of Aiya in which she asked.';
COMMENT ON COLUMN approvals.agent_client_id IS 'The party that asked: aiya, portal (the customer there), or the client id of an agent from outside. agent_name and agent_host hold the name and host that the customer was shown.';
COMMENT ON COLUMN approvals.request_id IS 'The name that an agent from outside gives its request, or the key of the portal''s order. A repeated one makes no second approval.';
COMMENT ON COLUMN approvals.amount_minor IS 'Minor units, above zero. Held on the debtor''s account while the approval is open.';
COMMENT ON COLUMN approvals.binding_message IS 'The line of at most 64 characters that phone and chat both show.';
COMMENT ON COLUMN approvals.details IS 'The payment that the tenant was asked to show (RFC 9396, authorization_details).';
COMMENT ON COLUMN approvals.displayed_hash IS 'SHA-256 (base64url) of the document that the phone shows and signs.';
COMMENT ON COLUMN approvals.marks IS 'The marks, which the customer should look at twice: a new payee, a name that resembles another''s, a repeated order.';
COMMENT ON COLUMN approvals.status IS 'The state, which moves as approval_moves allows. The open states are requested, pending and approved.';
COMMENT ON COLUMN approvals.reserved_on IS 'The UTC day on whose limit this approval counts.';
COMMENT ON COLUMN approvals.sealed_auth_req_id IS 'The tenant''s handle of the request, encrypted, because its holder could collect the token. Null once the approval is over.';
COMMENT ON COLUMN approvals.interval_seconds IS 'The least number of seconds between two polls at the tenant.';
COMMENT ON COLUMN approvals.token_digest IS 'SHA-256 of the access token''s signed part; the token itself is never stored.';
COMMENT ON COLUMN approvals.lease_owner IS 'The process that drives the approval.';
COMMENT ON COLUMN approvals.lease_until IS 'After this time another process may take the approval over. Renewed every few seconds; no index has the column, so that a renewal stays a HOT update.';
COMMENT ON COLUMN approvals.fence IS 'Grows with each change of owner. A process with an older number can no longer write the row.';
COMMENT ON COLUMN approvals.tell_tenant_after IS 'When to tell the local tenant next how the approval ended; null where nothing is left to tell.';

COMMENT ON COLUMN approvals.mandate_id IS 'The mandate that was used in place of the phone''s yes. Such an approval holds nothing, and is posted in the statement that wrote it (use_mandate).';

COMMENT ON TABLE conditional_orders IS 'Orders of shares that wait for a price. The phone is asked once, when the price is there; from then on the state is that of the approval.';
COMMENT ON COLUMN conditional_orders.chat_id IS 'The chat in which Aiya was told of it; null for one from the portal.';
COMMENT ON COLUMN conditional_orders.price_is IS 'below or above: the condition on the price of one share, compared with price_minor.';
COMMENT ON COLUMN conditional_orders.price_minor IS 'Minor units.';
COMMENT ON COLUMN conditional_orders.look_after IS 'When to look at the price next. While a process looks, the end of its lease.';

COMMENT ON TABLE scheduled_transfers IS 'What a customer has ordered in the portal for a day to come, or every week or month. Each day is one transfer, posted by post_scheduled. Never deleted.';
COMMENT ON COLUMN scheduled_transfers.amount_minor IS 'Minor units.';
COMMENT ON COLUMN scheduled_transfers.every IS 'week or month; null for once. Months count from starts_on: the 31st is the last day of a shorter month.';
COMMENT ON COLUMN scheduled_transfers.time_zone IS 'In which its days begin (IANA): the customer''s when it was ordered.';
COMMENT ON COLUMN scheduled_transfers.next_on IS 'The next day; null once it is done or cancelled.';
COMMENT ON COLUMN scheduled_transfers.look_after IS 'When to look at it next: the beginning of next_on in time_zone, or later where something was in the way.';
COMMENT ON TABLE scheduled_runs IS 'What became of each day of a scheduled transfer. Written once, by finish_scheduled.';
COMMENT ON COLUMN scheduled_runs.outcome IS 'posted, asked (the phone; the state is the approval''s) or skipped.';
COMMENT ON COLUMN scheduled_runs.reason IS 'Why it was skipped: a code of the bank''s rules.';
COMMENT ON COLUMN scheduled_runs.reached_limit IS 'With limit_exceeded: currency, limitMinor, leftMinor, renewsAt (null: never).';
COMMENT ON TABLE mandates IS 'What an agent may move without asking the phone each time. Opened by open_mandate, begun by settle_mandate, ended by revoke_mandates. Never deleted.';
COMMENT ON COLUMN mandates.id IS 'Also the id of the approval by which the phone said yes to it.';
COMMENT ON COLUMN mandates.agent IS 'aiya, or the client id of another agent. agent_name and agent_host hold the name and host that the customer was shown.';
COMMENT ON COLUMN mandates.max_per_transfer_minor IS 'Minor units.';
COMMENT ON COLUMN mandates.max_per_period_minor IS 'Minor units. For all uses since the beginning of the UTC day, week (from Monday) or month.';
COMMENT ON COLUMN mandates.activated_at IS 'When the phone''s yes took effect; null before, and where there was none.';
COMMENT ON COLUMN mandates.signed_answer IS 'The device''s signed answer (compact JWS), whose payload holds the displayed document with every limit. Null where the tenant gives none.';
COMMENT ON COLUMN mandates.device_key IS 'The public key (JWK) with which signed_answer verifies.';

COMMENT ON TABLE mandate_uses IS 'The transfers posted on a mandate, which take_mandate sums up for the period. Append-only, even for its owner. Written by take_mandate.';
COMMENT ON COLUMN mandate_uses.amount_minor IS 'Minor units, as in the transfer.';

COMMENT ON TABLE approval_moves IS 'The moves that an approval may make. Written by the migrations alone.';

COMMENT ON TABLE approval_chats IS 'The chats that must be told how an approval ended. Written by tell_later and tell_outcome.';
COMMENT ON COLUMN approval_chats.told_at IS 'Null while the chat is still to be told.';

COMMENT ON TABLE audit_events IS 'The events of each customer, each with what allowed it. Append-only, even for its owner. Written by the ledger''s functions; describe_event adds members from the row concerned.';
COMMENT ON COLUMN audit_events.data IS 'Further members, which depend on the kind. Amounts among them are minor units as text.';

COMMENT ON TABLE audit_chain IS 'The audit events of one customer as a chain: each link''s hash covers its event and the link before it. Written at commit by chain_event.';
COMMENT ON COLUMN audit_chain.event_sequence IS 'The event''s audit_events.sequence.';
COMMENT ON COLUMN audit_chain.hash IS 'SHA-256 in hex, as link_hash computes it.';

COMMENT ON TABLE audit_heads IS 'The end of each customer''s chain, by which a shortened chain is detected. Written by chain_event.';

COMMENT ON TABLE dpop_proofs IS 'DPoP proofs that were used (RFC 9449 section 11.1), so that none counts twice. Swept after they have expired.';
COMMENT ON COLUMN dpop_proofs.thumbprint IS 'The key''s thumbprint (RFC 7638).';

COMMENT ON TABLE rate_windows IS 'The number of writes for each minute and subject. Past minutes are swept now and then.';
COMMENT ON COLUMN rate_windows.subject IS 'A customer, an address, an agent''s client, or a transfer.';

COMMENT ON TABLE chats IS 'A conversation with Aiya. Opened by open_chat; deleting it deletes its messages and answers.';

COMMENT ON TABLE messages IS 'The messages of a chat, in order. The model''s history comes from this table alone.';
COMMENT ON COLUMN messages.id IS 'The page makes the id of the customer''s messages, so that one sent twice is stored once.';
COMMENT ON COLUMN messages.parts IS 'UIMessage parts of the AI SDK: text, and tool calls with their results.';
COMMENT ON COLUMN messages.metadata IS 'How the answer was cut short, if it was; or which earlier message this one of the customer''s is an edited version of.';

COMMENT ON TABLE answer_ratings IS 'What the customer thinks of an answer of Aiya''s. No model is told. Goes with its message.';

COMMENT ON TABLE answers IS 'One answer of Aiya while it streams, which any page on any replica can join. Begun by begin_answer, deleted some time after its end.';
COMMENT ON COLUMN answers.alive_until IS 'Renewed while the answering process lives. An answer whose moment has passed lost its process.';
COMMENT ON COLUMN answers.stop_asked_at IS 'When the customer asked to stop the answer.';

COMMENT ON TABLE answer_chunks IS 'The stream of an answer in pieces, in order.';

COMMENT ON TABLE sessions IS 'The sessions in the portal, one for each browser. Ending a session deletes its row.';
COMMENT ON COLUMN sessions.id IS 'The session''s name in the customer''s list. It is no secret and signs nobody in.';
COMMENT ON COLUMN sessions.cookie_hash IS 'SHA-256 (base64url) of the id in the cookie.';
COMMENT ON COLUMN sessions.tenant_sid IS 'The tenant''s sid of the sign-in, by which it ends the session (back-channel logout).';
COMMENT ON COLUMN sessions.device IS 'The browser''s description for the customer, such as Chrome on Linux.';
COMMENT ON COLUMN sessions.sealed_data IS 'The user and the ID token, encrypted.';

COMMENT ON TABLE book_epochs IS 'The lives of this book: one from its making, and one more from each restore that was settled. Append-only, even for its owner. Written by settle_restore.';
COMMENT ON COLUMN book_epochs.id IS 'Numbers come again after a restore to before an earlier one; ids do not. The first row''s id names the book, which a restored copy shares.';
COMMENT ON COLUMN book_epochs.why IS 'made or restored.';

COMMENT ON TABLE this_shard IS 'The name of this book among the shards, in one row; none where it is the whole bank. Written by name_shard.';

COMMENT ON TABLE outbox IS 'Transfers whose payee banks on another shard. Written by post_transfer and post_transfers in the statement that posts, leased by claim_outbox, settled by settle_outbox. Never deleted.';
COMMENT ON COLUMN outbox.shard IS 'Where the payee''s account is.';
COMMENT ON COLUMN outbox.state IS 'posted (on its way), arrived, or returned to the payer by return_id.';
COMMENT ON COLUMN outbox.reason IS 'Why the other shard refused it: account_not_found, account_not_active or currency_mismatch.';
COMMENT ON COLUMN outbox.look_after IS 'When to carry it next. While a process carries it, the end of its lease.';

COMMENT ON TABLE inbox IS 'What this shard has answered to transfers of other shards, once for each. Append-only, even for its owner. Written by receive_transfers.';
COMMENT ON COLUMN inbox.shard IS 'Where it was posted.';
COMMENT ON COLUMN inbox.amount_minor IS 'Minor units, as in the transfer.';
COMMENT ON COLUMN inbox.outcome IS 'arrived, with a transfer of this id here; or refused, with none.';
