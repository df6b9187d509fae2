ALTER TABLE "accounts" DROP CONSTRAINT "accounts_system";--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_system_floor";--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_away";