ALTER TABLE "accounts" ADD COLUMN "merchant" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "payment" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_payment" CHECK ("approvals"."payment" IS NULL OR "approvals"."kind" = 'transfer');