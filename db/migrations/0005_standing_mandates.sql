CREATE TABLE "mandate_uses" (
	"transfer_id" uuid PRIMARY KEY NOT NULL,
	"mandate_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mandates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"agent" text NOT NULL,
	"agent_name" text,
	"agent_host" text,
	"max_per_transfer_minor" bigint NOT NULL,
	"max_per_period_minor" bigint NOT NULL,
	"period" text NOT NULL,
	"currency" text NOT NULL,
	"debtor_account_id" uuid NOT NULL,
	"creditor_account_ids" uuid[] NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"activated_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"signed_answer" text,
	"device_key" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mandates_amounts" CHECK (0 < "mandates"."max_per_transfer_minor" AND "mandates"."max_per_transfer_minor" <= "mandates"."max_per_period_minor"),
	CONSTRAINT "mandates_period" CHECK ("mandates"."period" IN ('day', 'week', 'month')),
	CONSTRAINT "mandates_creditors" CHECK (cardinality("mandates"."creditor_account_ids") BETWEEN 1 AND 20),
	CONSTRAINT "mandates_signed" CHECK (("mandates"."signed_answer" IS NULL) = ("mandates"."device_key" IS NULL))
);
--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "mandate_id" uuid;--> statement-breakpoint
ALTER TABLE "mandate_uses" ADD CONSTRAINT "mandate_uses_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandate_uses" ADD CONSTRAINT "mandate_uses_mandate_id_mandates_id_fk" FOREIGN KEY ("mandate_id") REFERENCES "public"."mandates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_id_approvals_id_fk" FOREIGN KEY ("id") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_debtor_account_id_accounts_id_fk" FOREIGN KEY ("debtor_account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mandate_uses_period" ON "mandate_uses" USING btree ("mandate_id","created_at");--> statement-breakpoint
CREATE INDEX "mandates_customer" ON "mandates" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "mandates_in_force" ON "mandates" USING btree ("customer_id","agent") WHERE "mandates"."activated_at" IS NOT NULL AND "mandates"."revoked_at" IS NULL;
--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_mandate" FOREIGN KEY ("mandate_id") REFERENCES "mandates" ("id");
