CREATE TABLE "answer_ratings" (
	"chat_id" uuid NOT NULL,
	"message_id" text NOT NULL,
	"rating" text NOT NULL,
	"rated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "answer_ratings_chat_id_message_id_pk" PRIMARY KEY("chat_id","message_id"),
	CONSTRAINT "answer_ratings_rating" CHECK ("answer_ratings"."rating" IN ('up', 'down'))
);
--> statement-breakpoint
ALTER TABLE "answer_ratings" ADD CONSTRAINT "answer_ratings_message" FOREIGN KEY ("chat_id","message_id") REFERENCES "public"."messages"("chat_id","id") ON DELETE cascade ON UPDATE no action;