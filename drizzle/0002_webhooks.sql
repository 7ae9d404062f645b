CREATE TABLE "delivery" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delivery_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"webhook_id" bigint NOT NULL,
	"event_id" bigint NOT NULL,
	"breach_id" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"state" text DEFAULT 'PENDING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	"last_answer" text,
	"silence_id" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "silence" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "silence_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"filter" jsonb NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"why" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"url" text NOT NULL,
	"format" text NOT NULL,
	"filter" jsonb NOT NULL,
	"secret" text,
	"old_secret" text,
	"old_secret_until" timestamp (3) with time zone,
	"state" text DEFAULT 'ACTIVE' NOT NULL,
	"state_reason" text,
	"cursor" bigint NOT NULL,
	"free_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"leased_by" text,
	"leased_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_event" ON "delivery" USING btree ("webhook_id","event_id");--> statement-breakpoint
CREATE INDEX "delivery_order" ON "delivery" USING btree ("webhook_id","sequence");--> statement-breakpoint
CREATE INDEX "delivery_due" ON "delivery" USING btree ("webhook_id","next_attempt_at") WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX "delivery_breach" ON "delivery" USING btree ("webhook_id","breach_id","sequence");--> statement-breakpoint
CREATE INDEX "delivery_held" ON "delivery" USING btree ("silence_id") WHERE state = 'HELD';--> statement-breakpoint
CREATE INDEX "delivery_waiting" ON "delivery" USING btree ("state") WHERE state in ('PENDING', 'HELD', 'DEAD');--> statement-breakpoint
CREATE INDEX "delivery_finished" ON "delivery" USING btree ("finished_at");