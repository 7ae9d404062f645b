CREATE INDEX "breach_last_period" ON "breach" USING btree ("last_start","id");--> statement-breakpoint
CREATE INDEX "breach_severity" ON "breach" USING btree ("severity","opened_at","id");