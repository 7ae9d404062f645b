-- What was recorded for days before it was set aside by `kpi-matrix retire`.
ALTER TABLE "revision" ADD COLUMN "kept_from" date DEFAULT '0001-01-01' NOT NULL;
