CREATE TABLE "book_epochs" (
	"number" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "book_epochs_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"began_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "book_epochs_id_unique" UNIQUE("id")
);
--> statement-breakpoint
-- A book that is older than this begins its first epoch now.
INSERT INTO "book_epochs" ("why") VALUES ('made');
