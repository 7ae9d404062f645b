-- What BI tools read: views of stable names in a schema of their own, each row seen by whoever it was granted to.
ALTER TABLE "kpi_version" ADD COLUMN "sample_position" integer;--> statement-breakpoint
CREATE TABLE "bi_grant" (
	"role" text NOT NULL,
	"operator" text,
	"org_unit" text,
	"business_line" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);--> statement-breakpoint
CREATE UNIQUE INDEX "bi_grant_whole" ON "bi_grant" USING btree ("role",coalesce("operator", ''),coalesce("org_unit", ''),coalesce("business_line", ''));--> statement-breakpoint
CREATE SCHEMA "bi";--> statement-breakpoint
-- The places and lines (0: all lines) that the present role was granted.
CREATE VIEW "bi_granted" AS
	WITH RECURSIVE granted AS (
		SELECT p.id AS place_id, coalesce(l.id, 0) AS line_id
		FROM bi_grant g
			JOIN operator o ON g.operator IS NULL OR o.code = g.operator
			JOIN place p ON p.operator_id = o.id AND p.code IS NOT DISTINCT FROM g.org_unit
			LEFT JOIN business_line l ON l.code = g.business_line
		WHERE g.role = current_user AND (g.business_line IS NULL OR l.id IS NOT NULL)
		UNION
		SELECT p.id, granted.line_id FROM granted JOIN place p ON p.parent_id = granted.place_id),
	line_below AS (
		SELECT id AS top, id FROM business_line
		UNION ALL SELECT b.top, l.id FROM line_below b JOIN business_line l ON l.parent_id = b.id),
	seen_line AS (
		SELECT top, id FROM line_below UNION ALL SELECT 0, id FROM business_line UNION ALL SELECT 0, 0)
	SELECT granted.place_id, seen_line.id AS line_id FROM granted JOIN seen_line ON seen_line.top = granted.line_id;--> statement-breakpoint
-- The scopes that the present role sees; whoever owns the schema sees all.
CREATE VIEW "bi_seen" AS
	SELECT p.id AS place_id, line.id AS line_id, o.id AS operator_id,
		o.code AS operator, o.name_en AS operator_name_en, o.name_zh AS operator_name_zh, o.is_own, o.dimension_weights,
		line.code AS business_line, line.name_en AS business_line_name_en, line.name_zh AS business_line_name_zh,
		p.code AS org_unit, p.name_en AS org_unit_name_en, p.name_zh AS org_unit_name_zh,
		line.parent_id AS parent_line_id, p.parent_id AS parent_place_id
	FROM place p JOIN operator o ON o.id = p.operator_id
		CROSS JOIN (
			SELECT id, code, name_en, name_zh, parent_id FROM business_line
			UNION ALL SELECT 0, NULL, NULL, NULL, NULL) AS line
	WHERE (SELECT pg_has_role(current_user, n.nspowner, 'USAGE') FROM pg_namespace n WHERE n.nspname = 'bi')
		OR (p.id, line.id) IN (SELECT place_id, line_id FROM bi_granted);--> statement-breakpoint
-- Each KPI as readers see it: the edition of its figures, what that was computed with, and the names and the weight of now.
CREATE VIEW "bi_known" AS
	SELECT k.id AS kpi_id, k.code AS kpi, k.origin, k.retired_at,
		now.version AS newest_version, now.definition,
		now.definition->'name'->>'en' AS kpi_name_en, now.definition->'name'->>'zh' AS kpi_name_zh,
		now.definition->>'dimension' AS dimension, now.definition->>'process' AS process,
		now.definition->>'unit' AS unit, (now.definition->>'weight')::double precision AS weight,
		shown.id AS edition_id, coalesce(seen.version, now.version) AS version,
		CASE WHEN seen.version IS NULL THEN now.sample_position ELSE seen.sample_position END AS sample_position,
		array_position(ARRAY['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'],
			coalesce(seen.definition, now.definition)->>'cadence') - 1 AS cadence,
		coalesce(seen.definition, now.definition)->'businessLines' AS business_lines
	FROM kpi k
		JOIN (SELECT DISTINCT ON (kpi_id) * FROM kpi_version ORDER BY kpi_id, version DESC) AS now ON now.kpi_id = k.id
		LEFT JOIN (
			SELECT DISTINCT ON (kpi_id) kpi_id, id, result_hash FROM kpi_edition WHERE state = 'CURRENT'
			ORDER BY kpi_id, id DESC) AS shown ON shown.kpi_id = k.id
		LEFT JOIN (
			SELECT DISTINCT ON (kpi_id, result_hash) * FROM kpi_version ORDER BY kpi_id, result_hash, version DESC) AS seen
			ON seen.kpi_id = k.id AND seen.result_hash = shown.result_hash
	WHERE k.id IN (SELECT kpi_id FROM kpi_edition WHERE state <> 'OLD');--> statement-breakpoint
-- Texts of definitions are read once a query, not once a figure; the latest day once an operator.
CREATE VIEW "bi"."measurement" WITH (security_barrier) AS
	WITH known AS MATERIALIZED (
		SELECT edition_id, kpi, kpi_name_en, kpi_name_zh, dimension, process, unit, version, sample_position
		FROM bi_known WHERE edition_id IS NOT NULL),
	last AS MATERIALIZED (
		SELECT o.id AS operator_id, (
			SELECT max(d.date) FROM observed_day d WHERE d.operator_id = o.id AND d.observations > 0) AS day
		FROM operator o)
	SELECT s.operator, s.operator_name_en, s.operator_name_zh, s.business_line, s.business_line_name_en,
		s.business_line_name_zh, s.org_unit, s.org_unit_name_en, s.org_unit_name_zh,
		k.kpi, k.kpi_name_en, k.kpi_name_zh, k.dimension, k.process, k.unit,
		g.word AS grain, m.start AS period_start, (m.start + g.length)::date - 1 AS period_end,
		CASE m.grain WHEN 0 THEN to_char(m.start::timestamp, 'YYYY-MM-DD') WHEN 1 THEN to_char(m.start::timestamp, 'IYYY-"W"IW')
			WHEN 2 THEN to_char(m.start::timestamp, 'YYYY-MM') WHEN 3 THEN to_char(m.start::timestamp, 'YYYY-"Q"Q')
			ELSE to_char(m.start::timestamp, 'YYYY') END AS label,
		m.value, m.score,
		CASE m.status WHEN 0 THEN 'OK' WHEN 1 THEN 'WARNING' WHEN 2 THEN 'CRITICAL' WHEN 3 THEN 'NO_DATA'
			WHEN 4 THEN 'INSUFFICIENT_SAMPLE' WHEN 5 THEN 'INCOMPLETE' END AS status,
		m.inputs[k.sample_position] AS sample_size,
		over.is_over, over.coverage, over.is_over AND over.coverage = 1 AS is_complete,
		k.version, m.computed_at
	FROM bi_seen s
		CROSS JOIN (VALUES (0::smallint, 'DAY', interval '1 day'), (1, 'WEEK', interval '7 days'), (2, 'MONTH', interval '1 month'),
			(3, 'QUARTER', interval '3 months'), (4, 'YEAR', interval '1 year')) AS g(id, word, length)
		JOIN measurement m ON m.place_id = s.place_id AND m.line_id = s.line_id AND m.grain = g.id
		JOIN known k ON k.edition_id = m.edition_id
		JOIN last ON last.operator_id = s.operator_id
		CROSS JOIN LATERAL (
			SELECT coalesce(last.day >= (m.start + g.length)::date - 1, false) AS is_over,
				coalesce(CASE WHEN last.day >= (m.start + g.length)::date - 1 THEN m.coverage_at_end ELSE m.coverage END, 1)
					AS coverage) AS over;--> statement-breakpoint
CREATE VIEW "bi"."kpi" WITH (security_barrier) AS
	SELECT kpi, kpi_name_en, kpi_name_zh, definition->>'description' AS description, dimension, process,
		definition->>'lifecycleStage' AS lifecycle_stage, definition->>'cadence' AS cadence, unit,
		definition->>'formula' AS formula, weight,
		(definition#>>'{threshold,atLeast,warning}')::double precision AS warning_below,
		(definition#>>'{threshold,atLeast,critical}')::double precision AS critical_below,
		(definition#>>'{threshold,atMost,warning}')::double precision AS warning_above,
		(definition#>>'{threshold,atMost,critical}')::double precision AS critical_above,
		origin, newest_version AS version, retired_at
	FROM bi_known;--> statement-breakpoint
CREATE VIEW "bi"."scope" WITH (security_barrier) AS
	SELECT s.operator, s.operator_name_en, s.operator_name_zh, s.is_own, s.business_line, s.business_line_name_en,
		s.business_line_name_zh, above_line.code AS parent_business_line, s.org_unit, s.org_unit_name_en,
		s.org_unit_name_zh, above.code AS parent_org_unit
	FROM bi_seen s
		LEFT JOIN place above ON above.id = s.parent_place_id AND above.id IN (SELECT place_id FROM bi_seen)
		LEFT JOIN business_line above_line ON above_line.id = s.parent_line_id;--> statement-breakpoint
CREATE VIEW "bi"."breach" WITH (security_barrier) AS
	WITH known AS MATERIALIZED (
		SELECT kpi_id, kpi, kpi_name_en, kpi_name_zh, dimension, process, unit FROM bi_known)
	SELECT b.id AS breach_id, s.operator, s.operator_name_en, s.operator_name_zh, s.business_line, s.business_line_name_en,
		s.business_line_name_zh, s.org_unit, s.org_unit_name_en, s.org_unit_name_zh,
		k.kpi, k.kpi_name_en, k.kpi_name_zh, k.dimension, k.process, k.unit, g.word AS grain,
		b.first_start AS first_period_start, b.last_start AS last_period_start,
		CASE WHEN b.resolved THEN 'RESOLVED' WHEN b.acknowledged_at IS NOT NULL THEN 'ACKNOWLEDGED' ELSE 'OPEN' END AS state,
		CASE b.severity WHEN 1 THEN 'WARNING' WHEN 2 THEN 'CRITICAL' END AS severity,
		b.value, b.limit_side, b.limit_value, b.coverage, b.opened_at, b.acknowledged_at, b.acknowledged_by, b.resolved_at,
		b.retracted AS is_retracted
	FROM bi_seen s
		JOIN breach b ON b.place_id = s.place_id AND b.line_id = s.line_id
		JOIN (VALUES (0::smallint, 'DAY', interval '1 day'), (1, 'WEEK', interval '7 days'), (2, 'MONTH', interval '1 month'),
			(3, 'QUARTER', interval '3 months'), (4, 'YEAR', interval '1 year')) AS g(id, word, length) ON g.id = b.grain
		JOIN known k ON k.kpi_id = b.kpi_id;--> statement-breakpoint
-- What has its place in the order of events.
CREATE VIEW "bi"."breach_event" WITH (security_barrier) AS
	WITH known AS MATERIALIZED (SELECT kpi_id, kpi, kpi_name_en, kpi_name_zh, dimension, process, unit FROM bi_known)
	SELECT e.id AS event_id, e.sequence, e.at, e.type, e.subject_id AS breach_id, s.operator, s.operator_name_en, s.operator_name_zh, s.business_line, s.business_line_name_en,
		s.business_line_name_zh, s.org_unit, s.org_unit_name_en, s.org_unit_name_zh,
		k.kpi, k.kpi_name_en, k.kpi_name_zh, k.dimension, k.process, k.unit, g.word AS grain,
		(e.payload->>'start')::date AS period_start, e.payload->>'reason' AS reason, e.payload->>'severity' AS severity,
		(e.payload->>'value')::double precision AS value,
		coalesce((e.payload->>'coverage')::double precision, 1) AS coverage, e.payload->>'note' AS note,
		e.payload->>'by' AS "by"
	FROM bi_seen s
		JOIN event e ON e.place_id = s.place_id AND e.line_id = s.line_id
		JOIN (VALUES (0::smallint, 'DAY', interval '1 day'), (1, 'WEEK', interval '7 days'), (2, 'MONTH', interval '1 month'),
			(3, 'QUARTER', interval '3 months'), (4, 'YEAR', interval '1 year')) AS g(id, word, length) ON g.id = (e.payload->>'grain')::int
		JOIN known k ON k.kpi_id = (e.payload->>'kpiId')::int
	WHERE e.kind = 'BREACH' AND e.sequence IS NOT NULL;--> statement-breakpoint
CREATE VIEW "bi"."observation" WITH (security_barrier) AS
	SELECT s.operator, s.operator_name_en, s.operator_name_zh, s.business_line, s.business_line_name_en,
		s.business_line_name_zh, s.org_unit, s.org_unit_name_en, s.org_unit_name_zh,
		i.key AS input, i.name_en AS input_name_en, i.name_zh AS input_name_zh, i.unit, o.date, o.value, b.recorded_at, b.source
	FROM bi_seen s
		CROSS JOIN input i
		JOIN observation o ON o.place_id = s.place_id AND o.line_id = s.line_id AND o.input_id = i.id
		JOIN batch b ON b.id = o.batch_id;--> statement-breakpoint
-- All 27 cells of each scope and period of which something is stored. A KPI counts where its edition has figures of this grain and
-- line, with the weight of the override that is used there, as the API has it; one without a score counts in what there is to score.
CREATE VIEW "bi"."matrix_cell" WITH (security_barrier) AS
	WITH RECURSIVE line_above AS (
		SELECT id, id AS above, parent_id FROM business_line
		UNION ALL SELECT a.id, l.id, l.parent_id FROM line_above a JOIN business_line l ON l.id = a.parent_id),
	known AS MATERIALIZED (
		SELECT kpi_id, edition_id, dimension, process, weight, cadence, business_lines FROM bi_known WHERE retired_at IS NULL),
	about AS (
		SELECT k.kpi_id, l.id AS line_id
		FROM known k CROSS JOIN LATERAL jsonb_array_elements_text(k.business_lines) AS named(code)
			JOIN business_line l ON l.code = named.code),
	counted AS MATERIALIZED (
		SELECT k.kpi_id, k.edition_id, k.dimension, k.process, k.weight, k.cadence, line.id AS line_id
		FROM known k CROSS JOIN (SELECT 0 AS id UNION ALL SELECT id FROM business_line) AS line
		WHERE line.id = 0 OR jsonb_array_length(k.business_lines) = 0 OR (k.kpi_id, line.id) IN (
			SELECT about.kpi_id, a.id FROM about JOIN line_above a ON a.above = about.line_id
			UNION ALL SELECT about.kpi_id, a.above FROM about JOIN line_above a ON a.id = about.line_id)),
	weighed AS MATERIALIZED (SELECT DISTINCT kpi_id FROM kpi_override WHERE weight IS NOT NULL)
	SELECT s.operator, s.operator_name_en, s.operator_name_zh, s.business_line, s.business_line_name_en,
		s.business_line_name_zh, s.org_unit, s.org_unit_name_en, s.org_unit_name_zh,
		g.word AS grain, period.start AS period_start, cell.process, cell.dimension,
		CASE WHEN cell.scored > 0 THEN cell.sum / cell.scored END AS score,
		CASE WHEN cell.weight > 0 THEN cell.scored / cell.weight ELSE 0 END AS coverage, cell.weight,
		coalesce((s.dimension_weights->>cell.dimension)::double precision,
			CASE cell.dimension WHEN 'PERCEPTION' THEN 0.5 ELSE 0.25 END) AS dimension_weight
	FROM bi_seen s
		CROSS JOIN (VALUES (0::smallint, 'DAY', interval '1 day'), (1, 'WEEK', interval '7 days'), (2, 'MONTH', interval '1 month'),
			(3, 'QUARTER', interval '3 months'), (4, 'YEAR', interval '1 year')) AS g(id, word, length)
		CROSS JOIN LATERAL (
			SELECT m.start, array_agg(m.edition_id) AS editions, array_agg(m.score) AS scores
			FROM measurement m
			WHERE m.place_id = s.place_id AND m.line_id = s.line_id AND m.grain = g.id
				AND m.edition_id IN (SELECT edition_id FROM known)
			GROUP BY m.start) AS period
		CROSS JOIN LATERAL (
			SELECT process.word AS process, dimension.word AS dimension, coalesce(sum(entry.weight), 0) AS weight,
				coalesce(sum(entry.weight) FILTER (WHERE entry.score IS NOT NULL), 0) AS scored, sum(entry.weight * entry.score) AS sum
			FROM unnest(ARRAY['NETWORK', 'IT_SUPPORT', 'MARKETING_AND_TARIFFS', 'BUSINESS_HALLS', 'HOTLINE', 'DIGITAL_CHANNELS',
					'VALUE_ADDED_SERVICES', 'COMPLAINT_HANDLING', 'RETENTION_AND_LOYALTY']) AS process(word)
				CROSS JOIN unnest(ARRAY['PERCEPTION', 'COMPLAINT', 'OPERATIONS']) AS dimension(word)
				LEFT JOIN (
					SELECT c.process, c.dimension, figure.score,
						CASE WHEN c.kpi_id IN (SELECT kpi_id FROM weighed) THEN coalesce((
							WITH RECURSIVE places AS (
								SELECT p.id, p.parent_id, 0 AS steps FROM place p WHERE p.id = s.place_id
								UNION ALL SELECT p.id, p.parent_id, steps + 1 FROM place p JOIN places ON p.id = places.parent_id),
							lines AS (
								SELECT l.id, l.parent_id, 0 AS steps FROM business_line l WHERE l.id = s.line_id
								UNION ALL SELECT l.id, l.parent_id, steps + 1 FROM business_line l JOIN lines ON l.id = lines.parent_id)
							SELECT o.weight FROM kpi_override o JOIN places ON places.id = o.place_id LEFT JOIN lines ON lines.id = o.line_id
							WHERE o.kpi_id = c.kpi_id AND o.from_day <= period.start AND (o.line_id = 0 OR lines.id IS NOT NULL)
							ORDER BY places.steps, lines.steps NULLS LAST, o.from_day DESC LIMIT 1), c.weight)
						ELSE c.weight END AS weight
					FROM counted c
						LEFT JOIN unnest(period.editions, period.scores) AS figure(edition_id, score) ON figure.edition_id = c.edition_id
					WHERE c.line_id = s.line_id AND c.cadence <= g.id) AS entry
					ON entry.process = process.word AND entry.dimension = dimension.word
			GROUP BY process.word, dimension.word) AS cell;--> statement-breakpoint
COMMENT ON VIEW "bi"."measurement" IS 'One figure a row: the value of a KPI at a scope in a period, as the API gives it.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."operator" IS 'Code of the operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."operator_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."operator_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."business_line" IS 'Code of the business line; null: all lines together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."business_line_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."business_line_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."org_unit" IS 'Code of the unit; null: the whole operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."org_unit_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."org_unit_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."kpi" IS 'Code of the KPI.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."kpi_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."kpi_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."dimension" IS 'PERCEPTION, COMPLAINT or OPERATIONS.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."process" IS 'The business process: NETWORK, HOTLINE and so on.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."unit" IS 'What the values are counted in.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."grain" IS 'DAY, WEEK (from Monday on), MONTH, QUARTER or YEAR.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."period_start" IS 'First day of the period.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."period_end" IS 'Its last day.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."label" IS 'The period as people write it: 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."value" IS 'Null where an input is missing or the formula divides by zero.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."score" IS '0 to 100; null where there is no value, or it is not judged.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."status" IS 'OK, WARNING, CRITICAL, NO_DATA, INSUFFICIENT_SAMPLE or INCOMPLETE.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."sample_size" IS 'The value of the input of the minimum sample; null for a KPI without one.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."is_over" IS 'Whether the operator has observations of the last day of the period or later.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."coverage" IS 'The share of what is expected that is there, 0 to 1; while the period fills, up to the latest day of its inputs.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."is_complete" IS 'Whether the period is over and all that is expected is there.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."version" IS 'Newest version of the definition that gave this value.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."measurement"."computed_at" IS 'When it was computed.';--> statement-breakpoint
COMMENT ON VIEW "bi"."kpi" IS 'One KPI a row, as it is defined now, retired ones too.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."kpi" IS 'Code of the KPI.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."kpi_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."kpi_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."description" IS 'What it says, in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."dimension" IS 'PERCEPTION, COMPLAINT or OPERATIONS.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."process" IS 'The business process: NETWORK, HOTLINE and so on.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."lifecycle_stage" IS 'PRESALE, ACTIVATION, USAGE or RETENTION.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."cadence" IS 'The finest grain that it is computed at, and at which its limits are watched.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."unit" IS 'What the values are counted in.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."formula" IS 'Over inputs, parameters and other KPIs.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."weight" IS 'What it counts in the matrix.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."warning_below" IS 'Values below are a WARNING; null: no such limit.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."critical_below" IS 'Values below are CRITICAL; null: no such limit.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."warning_above" IS 'Values above are a WARNING; null: no such limit.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."critical_above" IS 'Values above are CRITICAL; null: no such limit.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."origin" IS 'BUILT_IN, PACKAGE or REGISTERED.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."version" IS 'Number of the definition.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."kpi"."retired_at" IS 'Since when it takes part no longer; null: it does.';--> statement-breakpoint
COMMENT ON VIEW "bi"."scope" IS 'One scope a row: an operator, or one of its units, with one business line or all.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."operator" IS 'Code of the operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."operator_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."operator_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."is_own" IS 'Whether it is the own company.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."business_line" IS 'Code of the business line; null: all lines together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."business_line_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."business_line_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."parent_business_line" IS 'Code of the line above; null: none.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."org_unit" IS 'Code of the unit; null: the whole operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."org_unit_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."org_unit_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."scope"."parent_org_unit" IS 'Code of the unit above, where that is seen too; null: the whole operator, or none.';--> statement-breakpoint
COMMENT ON VIEW "bi"."breach" IS 'One episode a row: a KPI beyond a limit at a scope.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."breach_id" IS 'Number of the breach.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."operator" IS 'Code of the operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."operator_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."operator_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."business_line" IS 'Code of the business line; null: all lines together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."business_line_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."business_line_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."org_unit" IS 'Code of the unit; null: the whole operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."org_unit_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."org_unit_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."kpi" IS 'Code of the KPI.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."kpi_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."kpi_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."dimension" IS 'PERCEPTION, COMPLAINT or OPERATIONS.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."process" IS 'The business process: NETWORK, HOTLINE and so on.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."unit" IS 'What the values are counted in.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."grain" IS 'DAY, WEEK (from Monday on), MONTH, QUARTER or YEAR.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."first_period_start" IS 'First day of the first breaching period.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."last_period_start" IS 'First day of the latest breaching period.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."state" IS 'OPEN, ACKNOWLEDGED or RESOLVED.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."severity" IS 'WARNING or CRITICAL.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."value" IS 'In the latest breaching period.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."limit_side" IS 'BELOW or ABOVE.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."limit_value" IS 'Where the severity begins, in the latest breaching period.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."coverage" IS 'The share of what is expected that the latest breaching figure is made of, 0 to 1.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."opened_at" IS 'When it was found.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."acknowledged_at" IS 'When somebody took it on; null: nobody did.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."acknowledged_by" IS 'Who did.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."resolved_at" IS 'When it ended; null: it lasts.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach"."is_retracted" IS 'Whether corrected data or a changed definition showed that it never was.';--> statement-breakpoint
COMMENT ON VIEW "bi"."breach_event" IS 'One change of a breach a row, in the order of sequence.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."event_id" IS 'Number of the event.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."sequence" IS 'Its place in the order of all events.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."at" IS 'When it was recorded.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."type" IS 'OPENED, ESCALATED, DEESCALATED, ACKNOWLEDGED or RESOLVED.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."breach_id" IS 'Number of the breach.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."operator" IS 'Code of the operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."operator_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."operator_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."business_line" IS 'Code of the business line; null: all lines together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."business_line_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."business_line_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."org_unit" IS 'Code of the unit; null: the whole operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."org_unit_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."org_unit_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."kpi" IS 'Code of the KPI.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."kpi_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."kpi_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."dimension" IS 'PERCEPTION, COMPLAINT or OPERATIONS.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."process" IS 'The business process: NETWORK, HOTLINE and so on.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."unit" IS 'What the values are counted in.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."grain" IS 'DAY, WEEK (from Monday on), MONTH, QUARTER or YEAR.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."period_start" IS 'First day of the period that it tells of.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."reason" IS 'OBSERVED, CORRECTED or REDEFINED; null for ACKNOWLEDGED.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."severity" IS 'WARNING or CRITICAL, as it was then.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."value" IS 'As it was then; null where there was none.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."coverage" IS 'The share of what is expected that the figure was made of, 0 to 1.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."note" IS 'What whoever acknowledged it wrote.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."breach_event"."by" IS 'Who did.';--> statement-breakpoint
COMMENT ON VIEW "bi"."observation" IS 'One recorded value a row, as it is true now, where it was reported.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."operator" IS 'Code of the operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."operator_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."operator_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."business_line" IS 'Code of the business line; null: all lines together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."business_line_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."business_line_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."org_unit" IS 'Code of the unit; null: the whole operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."org_unit_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."org_unit_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."input" IS 'Key of the input.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."input_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."input_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."unit" IS 'What it is counted in.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."date" IS 'The day.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."value" IS 'The value.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."recorded_at" IS 'When it was recorded.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."observation"."source" IS 'What the recording said that it comes from; null: nothing.';--> statement-breakpoint
COMMENT ON VIEW "bi"."matrix_cell" IS 'One cell of a service quality matrix a row: all 27 of each scope and period of which there are figures.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."operator" IS 'Code of the operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."operator_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."operator_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."business_line" IS 'Code of the business line; null: all lines together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."business_line_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."business_line_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."org_unit" IS 'Code of the unit; null: the whole operator.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."org_unit_name_en" IS 'Its name in English.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."org_unit_name_zh" IS 'Its name in Chinese.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."grain" IS 'DAY, WEEK (from Monday on), MONTH, QUARTER or YEAR.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."period_start" IS 'First day of the period.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."process" IS 'The business process: NETWORK, HOTLINE and so on.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."dimension" IS 'PERCEPTION, COMPLAINT or OPERATIONS.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."score" IS '0 to 100: the mean of the scores of its KPIs by their weights; null where none has one.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."coverage" IS 'The share of the weight that has a score, 0 to 1; 0 in a cell without KPIs.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."weight" IS 'The weights of the KPIs that apply, together.';--> statement-breakpoint
COMMENT ON COLUMN "bi"."matrix_cell"."dimension_weight" IS 'What the dimension counts in the index.';--> statement-breakpoint
-- Where roles may be made. A role is one of the whole server, so another database may have made it at the same moment.
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bi_reader') THEN
		CREATE ROLE bi_reader NOLOGIN;
	END IF;
	GRANT USAGE ON SCHEMA bi TO bi_reader;
	GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_reader;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
	RAISE NOTICE 'the role bi_reader is made by the first "kpi-matrix bi grant"';
END $$;
