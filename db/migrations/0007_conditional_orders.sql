CREATE TABLE "conditional_orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"chat_id" uuid,
	"ticker" text NOT NULL,
	"side" text NOT NULL,
	"qty" integer NOT NULL,
	"price_is" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"approval_id" uuid,
	"look_after" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conditional_orders_amounts" CHECK ("conditional_orders"."qty" > 0 AND "conditional_orders"."price_minor" > 0),
	CONSTRAINT "conditional_orders_words" CHECK ("conditional_orders"."side" IN ('buy', 'sell') AND "conditional_orders"."price_is" IN ('below', 'above')),
	CONSTRAINT "conditional_orders_status" CHECK ("conditional_orders"."status" IN ('pending', 'asked', 'cancelled')),
	CONSTRAINT "conditional_orders_asked" CHECK (("conditional_orders"."status" = 'asked') = ("conditional_orders"."approval_id" IS NOT NULL))
);
--> statement-breakpoint
ALTER TABLE "conditional_orders" ADD CONSTRAINT "conditional_orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conditional_orders" ADD CONSTRAINT "conditional_orders_approval_id_approvals_id_fk" FOREIGN KEY ("approval_id") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conditional_orders_customer" ON "conditional_orders" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "conditional_orders_pending" ON "conditional_orders" USING btree ("look_after") WHERE "conditional_orders"."status" = 'pending';