CREATE TABLE "audit_chain" (
	"customer_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"event_sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_chain_customer_id_position_pk" PRIMARY KEY("customer_id","position"),
	CONSTRAINT "audit_chain_event_sequence_unique" UNIQUE("event_sequence")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dpop_proofs" (
	"thumbprint" text NOT NULL,
	"jti" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dpop_proofs_thumbprint_jti_pk" PRIMARY KEY("thumbprint","jti")
);
--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "displayed_hash" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "marks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "token_digest" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "agent_transfers_frozen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "agent_tokens_not_before" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "dpop_proofs_expiry" ON "dpop_proofs" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_token_digest_unique" UNIQUE("token_digest");