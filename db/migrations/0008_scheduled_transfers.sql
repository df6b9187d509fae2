CREATE TABLE "scheduled_runs" (
	"scheduled_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"transfer_id" uuid,
	"approval_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scheduled_runs_scheduled_id_due_on_pk" PRIMARY KEY("scheduled_id","due_on"),
	CONSTRAINT "scheduled_runs_outcome" CHECK (CASE "scheduled_runs"."outcome" WHEN 'posted' THEN "scheduled_runs"."transfer_id" IS NOT NULL WHEN 'asked' THEN "scheduled_runs"."approval_id" IS NOT NULL
        WHEN 'skipped' THEN "scheduled_runs"."reason" IS NOT NULL ELSE false END)
);
--> statement-breakpoint
CREATE TABLE "scheduled_transfers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"debtor_account_id" uuid NOT NULL,
	"creditor_account_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"memo" text,
	"starts_on" date NOT NULL,
	"every" text,
	"ends_on" date,
	"time_zone" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"next_on" date,
	"look_after" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scheduled_transfers_amount" CHECK ("scheduled_transfers"."amount_minor" > 0),
	CONSTRAINT "scheduled_transfers_every" CHECK ("scheduled_transfers"."every" IN ('week', 'month')),
	CONSTRAINT "scheduled_transfers_status" CHECK ("scheduled_transfers"."status" IN ('active', 'paused', 'done', 'cancelled')),
	CONSTRAINT "scheduled_transfers_next" CHECK (("scheduled_transfers"."status" IN ('active', 'paused')) = ("scheduled_transfers"."next_on" IS NOT NULL) AND ("scheduled_transfers"."next_on" IS NULL) = ("scheduled_transfers"."look_after" IS NULL))
);
--> statement-breakpoint
ALTER TABLE "scheduled_runs" ADD CONSTRAINT "scheduled_runs_scheduled_id_scheduled_transfers_id_fk" FOREIGN KEY ("scheduled_id") REFERENCES "public"."scheduled_transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_runs" ADD CONSTRAINT "scheduled_runs_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_runs" ADD CONSTRAINT "scheduled_runs_approval_id_approvals_id_fk" FOREIGN KEY ("approval_id") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_transfers" ADD CONSTRAINT "scheduled_transfers_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_transfers" ADD CONSTRAINT "scheduled_transfers_debtor_account_id_accounts_id_fk" FOREIGN KEY ("debtor_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_transfers" ADD CONSTRAINT "scheduled_transfers_creditor_account_id_accounts_id_fk" FOREIGN KEY ("creditor_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scheduled_transfers_customer" ON "scheduled_transfers" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "scheduled_transfers_due" ON "scheduled_transfers" USING btree ("look_after") WHERE "scheduled_transfers"."status" = 'active';