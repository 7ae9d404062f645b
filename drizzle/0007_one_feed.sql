DROP INDEX "delivery_breach";--> statement-breakpoint
DROP INDEX "event_breach";--> statement-breakpoint
ALTER TABLE "delivery" RENAME COLUMN "breach_id" TO "subject_id";--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "kind" text DEFAULT 'BREACH' NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery" ALTER COLUMN "kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "event" RENAME COLUMN "breach_id" TO "subject_id";--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "kind" text DEFAULT 'BREACH' NOT NULL;--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "operator_id" integer;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "place_id" integer;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "line_id" integer;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "payload" jsonb;--> statement-breakpoint
UPDATE "event" e SET operator_id = b.operator_id, place_id = b.place_id, line_id = b.line_id,
	payload = jsonb_build_object('kpiId', b.kpi_id, 'grain', b.grain, 'reason', e.reason, 'severity', CASE e.severity WHEN 1 THEN 'WARNING' WHEN 2 THEN 'CRITICAL' END, 'value', e.value, 'start', e.start, 'note', e.note, 'by', e.by)
	FROM "breach" b WHERE b.id = e.subject_id;--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "payload" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "event" DROP COLUMN "reason";--> statement-breakpoint
ALTER TABLE "event" DROP COLUMN "severity";--> statement-breakpoint
ALTER TABLE "event" DROP COLUMN "value";--> statement-breakpoint
ALTER TABLE "event" DROP COLUMN "start";--> statement-breakpoint
ALTER TABLE "event" DROP COLUMN "note";--> statement-breakpoint
ALTER TABLE "event" DROP COLUMN "by";--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "kinds" text[] DEFAULT '{BREACH}' NOT NULL;--> statement-breakpoint
CREATE INDEX "delivery_subject" ON "delivery" USING btree ("webhook_id","subject_id","kind","sequence");--> statement-breakpoint
CREATE INDEX "event_subject" ON "event" USING btree ("subject_id","kind","id");
