CREATE TABLE "breach" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "breach_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kpi_id" integer NOT NULL,
	"operator_id" integer NOT NULL,
	"place_id" integer NOT NULL,
	"line_id" integer NOT NULL,
	"grain" smallint NOT NULL,
	"breaching" date[] NOT NULL,
	"first_start" date NOT NULL,
	"last_start" date NOT NULL,
	"resolved_start" date,
	"resolved" boolean NOT NULL,
	"retracted" boolean NOT NULL,
	"severity" smallint NOT NULL,
	"value" double precision NOT NULL,
	"limit_side" text NOT NULL,
	"limit_value" double precision NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sequence" bigint,
	"breach_id" bigint NOT NULL,
	"type" text NOT NULL,
	"reason" text,
	"severity" smallint NOT NULL,
	"value" double precision,
	"start" date NOT NULL,
	"note" text,
	"by" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_sequence" bigint DEFAULT 0 NOT NULL,
	"origin" text DEFAULT md5(random()::text || clock_timestamp()::text) NOT NULL
);
--> statement-breakpoint
ALTER TABLE "operator" ADD COLUMN "watched_until" date;--> statement-breakpoint
CREATE INDEX "breach_scope" ON "breach" USING btree ("place_id","line_id","kpi_id","last_start");--> statement-breakpoint
CREATE INDEX "breach_newest" ON "breach" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "breach_live" ON "breach" USING btree ("operator_id","kpi_id") WHERE not resolved;--> statement-breakpoint
CREATE UNIQUE INDEX "event_sequence" ON "event" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "event_unnumbered" ON "event" USING btree ("id") WHERE sequence is null;--> statement-breakpoint
CREATE INDEX "event_breach" ON "event" USING btree ("breach_id","id");--> statement-breakpoint
CREATE INDEX "event_at" ON "event" USING btree ("at");--> statement-breakpoint
CREATE INDEX "measurement_breaching" ON "measurement" USING btree ("place_id","line_id","edition_id","grain","start") WHERE status in (1, 2);--> statement-breakpoint
INSERT INTO "feed" DEFAULT VALUES;
