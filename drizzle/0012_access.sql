-- Who may do what, and who did it.
CREATE TABLE "access_token" (
	"id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"name" text NOT NULL,
	"grants" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);--> statement-breakpoint
CREATE SEQUENCE "audit_event_id";--> statement-breakpoint
CREATE TABLE "audit_event" (
	"id" bigint DEFAULT nextval('audit_event_id') NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"principal" text NOT NULL,
	"address" text,
	"action" text NOT NULL,
	"targets" text[] NOT NULL,
	"outcome" text NOT NULL,
	"rows" integer,
	CONSTRAINT "audit_event_at_id_pk" PRIMARY KEY("at","id")
) PARTITION BY RANGE ("at");--> statement-breakpoint
-- Rows are only ever added: neither the role of the server nor a superuser changes one by mistake.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit events are only ever added'; END $$;--> statement-breakpoint
CREATE TRIGGER "audit_event_only_added" BEFORE UPDATE OR DELETE ON "audit_event"
	FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();--> statement-breakpoint
CREATE TRIGGER "audit_event_never_emptied" BEFORE TRUNCATE ON "audit_event"
	FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_event" FROM CURRENT_USER;--> statement-breakpoint
ALTER TABLE "batch" DROP CONSTRAINT "batch_key_unique";--> statement-breakpoint
ALTER TABLE "batch" ADD COLUMN "principal" text DEFAULT 'local' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "batch_key" ON "batch" USING btree ("principal","key");--> statement-breakpoint
ALTER TABLE "silence" ADD COLUMN "principal" text DEFAULT 'local' NOT NULL;--> statement-breakpoint
ALTER TABLE "silence" ADD COLUMN "grants" text[] DEFAULT '{admin:*}' NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "principal" text DEFAULT 'local' NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "grants" text[] DEFAULT '{admin:*}' NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook" DROP CONSTRAINT "webhook_name_unique";--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_name" ON "webhook" USING btree ("principal","name");
