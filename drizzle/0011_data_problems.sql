-- What is wrong with the data of inputs, and what there is to look at for it.
ALTER TABLE "mark" ADD COLUMN "reported_ids" integer[];--> statement-breakpoint
CREATE TABLE "data_problem" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	"kind" text NOT NULL,
	"operator_id" integer NOT NULL,
	"input_id" integer NOT NULL,
	"place_id" integer NOT NULL,
	"line_id" integer NOT NULL,
	"whole_id" integer,
	"from_day" date NOT NULL,
	"to_day" date,
	"history" boolean NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone
);--> statement-breakpoint
CREATE INDEX "data_problem_open" ON "data_problem" USING btree ("operator_id","input_id") WHERE resolved_at is null;--> statement-breakpoint
-- What is recorded already is looked at behind the first start.
INSERT INTO "mark" ("operator_id", "reported_ids", "from_day", "to_day", "size", "urgent", "created_at")
SELECT "operator_id", (SELECT array_agg("id" ORDER BY "id") FROM "input"), min("date"), max("date"), 0, false, clock_timestamp()
FROM "observed_day" GROUP BY "operator_id";
