CREATE TABLE "batch" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "batch_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"source" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"inserted" integer DEFAULT 0 NOT NULL,
	"replaced" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"withdrawn" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "batch_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "business_line" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "business_line_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name_en" text NOT NULL,
	"name_zh" text NOT NULL,
	"parent_id" integer,
	CONSTRAINT "business_line_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "input" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "input_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"name_en" text NOT NULL,
	"name_zh" text NOT NULL,
	"unit" text NOT NULL,
	"description" text,
	"time_aggregation" text NOT NULL,
	"space_aggregation" text NOT NULL,
	"origin" text NOT NULL,
	CONSTRAINT "input_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "kpi" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "kpi_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"origin" text NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "kpi_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "kpi_edition" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "kpi_edition_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kpi_id" integer NOT NULL,
	"result_hash" text NOT NULL,
	"lineage_hash" text NOT NULL,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_version" (
	"kpi_id" integer NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"result_hash" text NOT NULL,
	"other_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text,
	CONSTRAINT "kpi_version_kpi_id_version_pk" PRIMARY KEY("kpi_id","version")
);
--> statement-breakpoint
CREATE TABLE "mark" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mark_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"operator_id" integer NOT NULL,
	"input_id" integer,
	"edition_ids" integer[],
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"place_ids" integer[],
	"line_ids" integer[],
	"size" integer NOT NULL,
	"urgent" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "measurement" (
	"place_id" integer NOT NULL,
	"line_id" integer NOT NULL,
	"grain" smallint NOT NULL,
	"start" date NOT NULL,
	"edition_id" integer NOT NULL,
	"status" smallint NOT NULL,
	"value" double precision,
	"score" double precision,
	"computed_at" timestamp (3) with time zone NOT NULL,
	"inputs" double precision[] NOT NULL,
	CONSTRAINT "measurement_place_id_line_id_grain_start_edition_id_pk" PRIMARY KEY("place_id","line_id","grain","start","edition_id")
		INCLUDE ("status","value","score","computed_at")
) PARTITION BY RANGE ("start");
--> statement-breakpoint
CREATE TABLE "measurement_before_2000" PARTITION OF "measurement" FOR VALUES FROM (MINVALUE) TO ('2000-01-01');
--> statement-breakpoint
CREATE TABLE "observation" (
	"place_id" integer NOT NULL,
	"input_id" integer NOT NULL,
	"date" date NOT NULL,
	"line_id" integer NOT NULL,
	"value" double precision NOT NULL,
	"batch_id" bigint NOT NULL,
	CONSTRAINT "observation_place_id_input_id_date_line_id_pk" PRIMARY KEY("place_id","input_id","date","line_id")
) PARTITION BY RANGE ("date");
--> statement-breakpoint
CREATE TABLE "observation_before_2000" PARTITION OF "observation" FOR VALUES FROM (MINVALUE) TO ('2000-01-01');
--> statement-breakpoint
CREATE TABLE "observation_history" (
	"place_id" integer NOT NULL,
	"input_id" integer NOT NULL,
	"date" date NOT NULL,
	"line_id" integer NOT NULL,
	"value" double precision,
	"batch_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "observation_month" (
	"place_id" integer NOT NULL,
	"input_id" integer NOT NULL,
	"month" date NOT NULL,
	"line_id" integer NOT NULL,
	"value" double precision NOT NULL,
	"days" integer NOT NULL,
	"last_day" date NOT NULL,
	CONSTRAINT "observation_month_place_id_input_id_month_line_id_pk" PRIMARY KEY("place_id","input_id","month","line_id")
);
--> statement-breakpoint
CREATE TABLE "observed_day" (
	"operator_id" integer NOT NULL,
	"date" date NOT NULL,
	"observations" bigint NOT NULL,
	CONSTRAINT "observed_day_operator_id_date_pk" PRIMARY KEY("operator_id","date")
);
--> statement-breakpoint
CREATE TABLE "operator" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "operator_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name_en" text NOT NULL,
	"name_zh" text NOT NULL,
	"is_own" boolean NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "operator_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "place" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "place_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"operator_id" integer NOT NULL,
	"code" text,
	"name_en" text,
	"name_zh" text,
	"parent_id" integer
);
--> statement-breakpoint
CREATE TABLE "revision" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"reference" bigint DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "series" (
	"operator_id" integer NOT NULL,
	"input_id" integer NOT NULL,
	"place_id" integer NOT NULL,
	"line_id" integer NOT NULL,
	CONSTRAINT "series_operator_id_input_id_place_id_line_id_pk" PRIMARY KEY("operator_id","input_id","place_id","line_id")
);
--> statement-breakpoint
CREATE INDEX "mark_operator" ON "mark" USING btree ("operator_id");--> statement-breakpoint
CREATE INDEX "observation_history_key" ON "observation_history" USING btree ("place_id","input_id","date","line_id");--> statement-breakpoint
CREATE UNIQUE INDEX "place_operator_code" ON "place" USING btree ("operator_id",coalesce("code", ''));--> statement-breakpoint
INSERT INTO "revision" DEFAULT VALUES;
