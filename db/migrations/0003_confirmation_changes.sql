ALTER TABLE "approvals" DROP CONSTRAINT "approvals_posted";--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "debtor_account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "creditor_account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "amount_minor" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "currency" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "reserved_on" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "kind" text DEFAULT 'transfer' NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "change" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_kind" CHECK (num_nulls("approvals"."debtor_account_id", "approvals"."creditor_account_id", "approvals"."amount_minor", "approvals"."currency", "approvals"."reserved_on") =
        CASE "approvals"."kind" WHEN 'transfer' THEN 0 ELSE 5 END AND ("approvals"."kind" = 'confirmation') = ("approvals"."change" IS NOT NULL));--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_posted" CHECK (("approvals"."status" = 'posted' AND "approvals"."kind" = 'transfer') = ("approvals"."transfer_id" IS NOT NULL));