CREATE TABLE "inbox" (
	"transfer_id" uuid PRIMARY KEY NOT NULL,
	"shard" text NOT NULL,
	"debtor_account_id" uuid NOT NULL,
	"creditor_account_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"answered_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_outcome" CHECK (CASE "inbox"."outcome" WHEN 'arrived' THEN "inbox"."reason" IS NULL WHEN 'refused' THEN "inbox"."reason" IS NOT NULL ELSE false END)
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"transfer_id" uuid PRIMARY KEY NOT NULL,
	"shard" text NOT NULL,
	"state" text DEFAULT 'posted' NOT NULL,
	"reason" text,
	"return_id" uuid,
	"look_after" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_state" CHECK (CASE "outbox"."state" WHEN 'posted' THEN num_nonnulls("outbox"."reason", "outbox"."return_id", "outbox"."settled_at") = 0
        WHEN 'arrived' THEN "outbox"."settled_at" IS NOT NULL AND num_nonnulls("outbox"."reason", "outbox"."return_id") = 0
        WHEN 'returned' THEN num_nonnulls("outbox"."reason", "outbox"."return_id", "outbox"."settled_at") = 3 ELSE false END)
);
--> statement-breakpoint
CREATE TABLE "this_shard" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "this_shard_only" CHECK ("this_shard"."only")
);
--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_system_floor";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "shard" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_return_id_transfers_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("shard","look_after") WHERE "outbox"."state" = 'posted';--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_away" CHECK (("accounts"."type" = 'away') = ("accounts"."shard" IS NOT NULL));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_system_floor" CHECK (("accounts"."type" IN ('system', 'away')) = ("accounts"."floor_minor" IS NULL));