CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"number" text NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"balance_minor" bigint DEFAULT 0 NOT NULL,
	"held_minor" bigint DEFAULT 0 NOT NULL,
	"floor_minor" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_number_unique" UNIQUE("number"),
	CONSTRAINT "accounts_held" CHECK ("accounts"."held_minor" >= 0),
	CONSTRAINT "accounts_floor" CHECK ("accounts"."floor_minor" IS NULL OR "accounts"."balance_minor" - "accounts"."held_minor" >= "accounts"."floor_minor"),
	CONSTRAINT "accounts_system" CHECK (("accounts"."type" = 'system') = ("accounts"."customer_id" IS NULL)),
	CONSTRAINT "accounts_system_floor" CHECK (("accounts"."type" = 'system') = ("accounts"."floor_minor" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "approval_moves" (
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	CONSTRAINT "approval_moves_from_status_to_status_pk" PRIMARY KEY("from_status","to_status")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"chat_id" uuid,
	"tool_call_id" text,
	"turn_id" uuid,
	"agent_client_id" text DEFAULT 'aiya' NOT NULL,
	"agent_name" text,
	"agent_host" text,
	"request_id" uuid,
	"debtor_account_id" uuid NOT NULL,
	"creditor_account_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"memo" text,
	"binding_message" text NOT NULL,
	"details" jsonb NOT NULL,
	"displayed_hash" text,
	"marks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" text DEFAULT 'requested' NOT NULL,
	"reason" text,
	"reserved_on" date NOT NULL,
	"sealed_auth_req_id" text,
	"interval_seconds" integer,
	"token_digest" text,
	"transfer_id" uuid,
	"lease_owner" uuid,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"tell_tenant_after" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "approvals_token_digest_unique" UNIQUE("token_digest"),
	CONSTRAINT "approvals_request" UNIQUE("customer_id","agent_client_id","request_id"),
	CONSTRAINT "approvals_amount" CHECK ("approvals"."amount_minor" > 0),
	CONSTRAINT "approvals_posted" CHECK (("approvals"."status" = 'posted') = ("approvals"."transfer_id" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "audit_chain" (
	"customer_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"event_sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_chain_customer_id_position_pk" PRIMARY KEY("customer_id","position"),
	CONSTRAINT "audit_chain_event_sequence_unique" UNIQUE("event_sequence")
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"customer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"approval_id" uuid,
	"transfer_id" uuid,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"agent_transfers_frozen_at" timestamp (3) with time zone,
	"agent_tokens_not_before" timestamp (3) with time zone,
	"asking_resumed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customers_subject_unique" UNIQUE("subject")
);
--> statement-breakpoint
CREATE TABLE "daily_totals" (
	"customer_id" uuid NOT NULL,
	"day" date NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	CONSTRAINT "daily_totals_customer_id_day_currency_pk" PRIMARY KEY("customer_id","day","currency"),
	CONSTRAINT "daily_totals_sign" CHECK ("daily_totals"."total_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "dpop_proofs" (
	"thumbprint" text NOT NULL,
	"jti" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dpop_proofs_thumbprint_jti_pk" PRIMARY KEY("thumbprint","jti")
);
--> statement-breakpoint
CREATE TABLE "entries" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "entries_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"transfer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"balance_after_minor" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entries_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "payees" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"nickname" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payees_once" UNIQUE("customer_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "rate_windows" (
	"subject" text NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"writes" integer NOT NULL,
	CONSTRAINT "rate_windows_subject_minute_pk" PRIMARY KEY("subject","minute")
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"idempotency_key" uuid NOT NULL,
	"body_digest" text NOT NULL,
	"debtor_account_id" uuid NOT NULL,
	"creditor_account_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"memo" text,
	"authority" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transfers_idempotency" UNIQUE("customer_id","idempotency_key"),
	CONSTRAINT "transfers_amount" CHECK ("transfers"."amount_minor" > 0),
	CONSTRAINT "transfers_accounts" CHECK ("transfers"."debtor_account_id" <> "transfers"."creditor_account_id")
);
--> statement-breakpoint
CREATE TABLE "answer_chunks" (
	"answer_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"chunk" text NOT NULL,
	CONSTRAINT "answer_chunks_answer_id_position_pk" PRIMARY KEY("answer_id","position")
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chat_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"alive_until" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"stop_asked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "approval_chats" (
	"approval_id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"told_at" timestamp (3) with time zone,
	CONSTRAINT "approval_chats_approval_id_chat_id_pk" PRIMARY KEY("approval_id","chat_id")
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"title" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "messages_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"chat_id" uuid NOT NULL,
	"role" text NOT NULL,
	"parts" jsonb NOT NULL,
	"metadata" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "messages_once" UNIQUE("chat_id","id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"cookie_hash" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"tenant_sid" text,
	"device" text NOT NULL,
	"sealed_data" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_cookie_hash_unique" UNIQUE("cookie_hash")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_debtor_account_id_accounts_id_fk" FOREIGN KEY ("debtor_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_creditor_account_id_accounts_id_fk" FOREIGN KEY ("creditor_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payees" ADD CONSTRAINT "payees_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payees" ADD CONSTRAINT "payees_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_chunks" ADD CONSTRAINT "answer_chunks_answer_id_answers_id_fk" FOREIGN KEY ("answer_id") REFERENCES "public"."answers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_chats" ADD CONSTRAINT "approval_chats_approval_id_approvals_id_fk" FOREIGN KEY ("approval_id") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_chats" ADD CONSTRAINT "approval_chats_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_customer" ON "accounts" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "approvals_customer" ON "approvals" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "approvals_open" ON "approvals" USING btree ("customer_id") WHERE "approvals"."status" IN ('requested', 'pending', 'approved');--> statement-breakpoint
CREATE INDEX "approvals_untold" ON "approvals" USING btree ("tell_tenant_after") WHERE "approvals"."tell_tenant_after" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_chain_hash" ON "audit_chain" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "audit_events_approval" ON "audit_events" USING btree ("approval_id");--> statement-breakpoint
CREATE INDEX "audit_events_transfer" ON "audit_events" USING btree ("transfer_id");--> statement-breakpoint
CREATE INDEX "audit_events_chat" ON "audit_events" USING btree (("data" ->> 'chatId')) WHERE "audit_events"."data" ? 'chatId';--> statement-breakpoint
CREATE INDEX "audit_events_tool_call" ON "audit_events" USING btree (("data" ->> 'toolCallId')) WHERE "audit_events"."data" ? 'toolCallId';--> statement-breakpoint
CREATE INDEX "audit_events_device" ON "audit_events" USING btree (("data" #>> '{device,id}')) WHERE "audit_events"."data" ? 'device';--> statement-breakpoint
CREATE INDEX "audit_events_agent_client" ON "audit_events" USING btree (("data" ->> 'agentClientId')) WHERE "audit_events"."data" ? 'agentClientId';--> statement-breakpoint
CREATE INDEX "dpop_proofs_expiry" ON "dpop_proofs" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "entries_account" ON "entries" USING btree ("account_id","sequence");--> statement-breakpoint
CREATE INDEX "entries_transfer" ON "entries" USING btree ("transfer_id");--> statement-breakpoint
CREATE INDEX "transfers_creditor" ON "transfers" USING btree ("customer_id","creditor_account_id");--> statement-breakpoint
CREATE INDEX "answers_chat" ON "answers" USING btree ("chat_id","started_at");--> statement-breakpoint
CREATE INDEX "answers_running" ON "answers" USING btree ("id") WHERE finished_at IS NULL;--> statement-breakpoint
CREATE INDEX "answers_finished" ON "answers" USING btree ("finished_at") WHERE finished_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "approval_chats_chat" ON "approval_chats" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "approval_chats_untold" ON "approval_chats" USING btree ("approval_id") WHERE told_at IS NULL;--> statement-breakpoint
CREATE INDEX "chats_customer" ON "chats" USING btree ("customer_id","updated_at");--> statement-breakpoint
CREATE INDEX "messages_chat" ON "messages" USING btree ("chat_id","sequence");--> statement-breakpoint
CREATE INDEX "sessions_customer" ON "sessions" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "sessions_tenant" ON "sessions" USING btree ("tenant_sid");--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");