-- Which column of people's own tables holds what.
CREATE TABLE "import_map" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "import_map_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"grants" text[] NOT NULL,
	"columns" jsonb NOT NULL,
	"constants" jsonb NOT NULL,
	"defined_by" text NOT NULL,
	"defined_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "import_map_name" ON "import_map" USING btree ("grants","name");
