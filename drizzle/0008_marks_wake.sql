-- Whoever marks something wakes those who settle, in any thread or process, and what is settled wakes those who wait for it.
CREATE FUNCTION notify_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_ARGV[0], '');
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER mark_wakes AFTER INSERT ON "mark" FOR EACH STATEMENT EXECUTE FUNCTION notify_channel('kpi_matrix_marks');--> statement-breakpoint
CREATE TRIGGER edition_wakes AFTER INSERT ON "kpi_edition" FOR EACH STATEMENT EXECUTE FUNCTION notify_channel('kpi_matrix_marks');--> statement-breakpoint
CREATE TRIGGER settled_wakes AFTER DELETE ON "mark" FOR EACH STATEMENT EXECUTE FUNCTION notify_channel('kpi_matrix_settled');
