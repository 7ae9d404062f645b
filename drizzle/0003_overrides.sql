CREATE TABLE "kpi_override" (
	"kpi_id" integer NOT NULL,
	"place_id" integer NOT NULL,
	"line_id" integer NOT NULL,
	"from_day" date NOT NULL,
	"limits" jsonb,
	"consecutive" integer,
	"scoring" jsonb,
	"weight" double precision,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text,
	"why" text,
	CONSTRAINT "kpi_override_kpi_id_place_id_line_id_from_day_pk" PRIMARY KEY("kpi_id","place_id","line_id","from_day")
);
--> statement-breakpoint
ALTER TABLE "operator" ADD COLUMN "dimension_weights" jsonb;