CREATE TABLE "recording_clock" (
	"operator_id" integer PRIMARY KEY NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "kpi_edition" ADD COLUMN "failed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mark" ADD COLUMN "known_until" date;