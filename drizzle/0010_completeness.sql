-- What is expected, and how much of it is there. Operators that exist judge a period as soon as it ends, as before.
ALTER TABLE "operator" ADD COLUMN "wait_days" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "operator" ADD COLUMN "minimum_coverage" double precision;--> statement-breakpoint
ALTER TABLE "input" ADD COLUMN "rhythm" text;--> statement-breakpoint
ALTER TABLE "input" ADD COLUMN "rhythm_in_use" text;--> statement-breakpoint
ALTER TABLE "input" ADD COLUMN "minimum" double precision;--> statement-breakpoint
ALTER TABLE "input" ADD COLUMN "whole" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "input" ADD COLUMN "part_of" text;--> statement-breakpoint
ALTER TABLE "input" ADD COLUMN "most_times" double precision;--> statement-breakpoint
ALTER TABLE "observation_month" ADD COLUMN "present" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "measurement" ADD COLUMN "coverage" double precision;--> statement-breakpoint
ALTER TABLE "measurement" ADD COLUMN "coverage_at_end" double precision;--> statement-breakpoint
ALTER TABLE "measurement" DROP CONSTRAINT "measurement_place_id_line_id_grain_start_edition_id_pk";--> statement-breakpoint
ALTER TABLE "measurement" ADD CONSTRAINT "measurement_place_id_line_id_grain_start_edition_id_pk"
	PRIMARY KEY ("place_id","line_id","grain","start","edition_id")
	INCLUDE ("status","value","score","computed_at","coverage","coverage_at_end");--> statement-breakpoint
ALTER TABLE "breach" ADD COLUMN "coverage" double precision DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "kpi_version" ADD COLUMN "earlier_limits" jsonb;--> statement-breakpoint
CREATE TABLE "operator_rhythm" (
	"operator_id" integer NOT NULL,
	"input_id" integer NOT NULL,
	"rhythm" text,
	"weekdays" integer[],
	CONSTRAINT "operator_rhythm_operator_id_input_id_pk" PRIMARY KEY("operator_id","input_id")
);--> statement-breakpoint
CREATE TABLE "no_reporting" (
	"operator_id" integer NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "no_reporting_operator_id_from_day_to_day_pk" PRIMARY KEY("operator_id","from_day","to_day")
);--> statement-breakpoint
CREATE TABLE "reporting_end" (
	"input_id" integer NOT NULL,
	"place_id" integer NOT NULL,
	"line_id" integer NOT NULL,
	"from_day" date NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "reporting_end_input_id_place_id_line_id_pk" PRIMARY KEY("input_id","place_id","line_id")
);
