/** Reference data on its way in: rows by code and key, created or updated. The caller holds the reference lock. */
import { sql } from 'drizzle-orm';
import type { InputDefinition } from '../kpi/input.ts';
import type { LocalizedText, Origin } from '../kpi/vocabulary.ts';
import { doubles, ints, texts } from './arrays.ts';
import type { Statements } from './database.ts';
import { businessLine, input, observation, operator, place, series } from './schema.ts';

interface Named {
  code: string;
  name: LocalizedText;
}

const codes = (all: readonly { code: string }[]) => texts(all.map((it) => it.code));
const english = (all: readonly { name: LocalizedText }[]) => texts(all.map((it) => it.name.en));
const chinese = (all: readonly { name: LocalizedText }[]) => texts(all.map((it) => it.name.zh));
const flags = (all: readonly boolean[]) => sql`${`{${all.join()}}`}::boolean[]`;

/** For how long a new operator waits for what is missing. Those of databases older than that wait for nothing. */
const WAIT_DAYS = 3;

/** Creates or updates operators, each with its root place. */
export async function putOperators(
  tx: Statements,
  operators: readonly (Named & { isOwn: boolean })[],
): Promise<void> {
  await tx.rows(sql`
    insert into ${operator} (code, name_en, name_zh, is_own, wait_days)
    select given.*, ${WAIT_DAYS} from unnest(${codes(operators)}, ${english(operators)}, ${chinese(operators)}, ${flags(operators.map((it) => it.isOwn))}) as given
    on conflict (code) do update set name_en = excluded.name_en, name_zh = excluded.name_zh, is_own = excluded.is_own`);
  await tx.rows(sql`
    insert into ${place} (operator_id) select id from ${operator} o
    where not exists (select from ${place} p where p.operator_id = o.id and p.code is null)`);
}

/** Creates or renames lines; parents are set by `setLineParents`. */
export const putLines = (tx: Statements, lines: readonly Named[]) =>
  tx.rows(sql`
    insert into ${businessLine} (code, name_en, name_zh)
    select * from unnest(${codes(lines)}, ${english(lines)}, ${chinese(lines)})
    on conflict (code) do update set name_en = excluded.name_en, name_zh = excluded.name_zh`);

/** Creates the lines that are missing and leaves the others as they are. */
export const addMissingLines = (tx: Statements, lines: readonly Named[]) =>
  tx.rows<{ code: string }>(sql`
    insert into ${businessLine} (code, name_en, name_zh)
    select * from unnest(${codes(lines)}, ${english(lines)}, ${chinese(lines)}) on conflict do nothing returning code`);

/** Hangs lines below others; a null parent makes a root. */
export const setLineParents = (tx: Statements, lines: readonly { code: string; parent: string | null }[]) =>
  tx.rows(sql`
    update ${businessLine} l set parent_id = p.id
    from unnest(${codes(lines)}, ${texts(lines.map((it) => it.parent))}) as wanted(code, parent)
      left join ${businessLine} p on p.code = wanted.parent
    where l.code = wanted.code`);

type Unit = Named & { operatorId: number };

/** Creates or renames units; new ones hang below their operator's root until `setUnitParents`. */
export const putUnits = (tx: Statements, units: readonly Unit[]) =>
  tx.rows(sql`
    insert into ${place} (operator_id, code, name_en, name_zh, parent_id)
    select wanted.*, root.id from unnest(${ints(units.map((it) => it.operatorId))}, ${codes(units)}, ${english(units)},
        ${chinese(units)}) as wanted(operator_id, code, name_en, name_zh)
      join ${place} root on root.operator_id = wanted.operator_id and root.code is null
    on conflict (operator_id, coalesce(code, '')) do update set name_en = excluded.name_en, name_zh = excluded.name_zh`);

/** Hangs units below others; a null parent hangs them below the operator's root. */
export const setUnitParents = (
  tx: Statements,
  units: readonly { operatorId: number; code: string; parent: string | null }[],
) =>
  tx.rows(sql`
    update ${place} u set parent_id = p.id
    from unnest(${ints(units.map((it) => it.operatorId))}, ${codes(units)}, ${texts(units.map((it) => it.parent))})
        as wanted(operator_id, code, parent)
      join ${place} p on p.operator_id = wanted.operator_id and p.code is not distinct from wanted.parent
    where u.operator_id = wanted.operator_id and u.code = wanted.code`);

/** Creates or updates inputs. */
export const putInputs = (tx: Statements, inputs: readonly (InputDefinition & { origin: Origin })[]) =>
  tx.rows(sql`
    insert into ${input} (key, name_en, name_zh, unit, description, time_aggregation, space_aggregation, origin, rhythm,
      minimum, whole, part_of, most_times)
    select * from unnest(${texts(inputs.map((it) => it.key))}, ${english(inputs)}, ${chinese(inputs)},
      ${texts(inputs.map((it) => it.unit))}, ${texts(inputs.map((it) => it.description ?? null))},
      ${texts(inputs.map((it) => it.timeAggregation))}, ${texts(inputs.map((it) => it.spaceAggregation))},
      ${texts(inputs.map((it) => it.origin))}, ${texts(inputs.map((it) => it.rhythm ?? null))},
      ${doubles(inputs.map((it) => it.minimum ?? null))}, ${flags(inputs.map((it) => it.whole ?? false))},
      ${texts(inputs.map((it) => it.partOf ?? null))}, ${doubles(inputs.map((it) => it.mostTimes ?? null))})
    on conflict (key) do update set name_en = excluded.name_en, name_zh = excluded.name_zh, unit = excluded.unit,
      description = coalesce(excluded.description, ${input}.description), time_aggregation = excluded.time_aggregation,
      space_aggregation = excluded.space_aggregation, origin = excluded.origin,
      rhythm = excluded.rhythm, minimum = excluded.minimum, whole = excluded.whole, part_of = excluded.part_of,
      most_times = excluded.most_times`);

/** Every series there is, for a check of trees that are about to change. */
export const allSeries = (tx: Statements) =>
  tx.rows<{ operatorId: number; inputId: number; placeId: number; lineId: number }>(sql`
    select operator_id as "operatorId", input_id as "inputId", place_id as "placeId", line_id as "lineId" from ${series}`);

/** The first day on which both series of a pair have an observation, for the pairs where there is one. */
export async function sharedDays(
  tx: Statements,
  pairs: readonly { inputId: number; placeA: number; lineA: number; placeB: number; lineB: number }[],
): Promise<{ pair: number; date: string }[]> {
  if (pairs.length === 0) return [];
  return tx.rows(sql`
    select (pair.n - 1)::int as pair, min(a.date) as date
    from unnest(${ints(pairs.map((it) => it.inputId))}, ${ints(pairs.map((it) => it.placeA))}, ${ints(pairs.map((it) => it.lineA))},
        ${ints(pairs.map((it) => it.placeB))}, ${ints(pairs.map((it) => it.lineB))})
        with ordinality as pair(input_id, place_a, line_a, place_b, line_b, n)
      join ${observation} a on a.input_id = pair.input_id and a.place_id = pair.place_a and a.line_id = pair.line_a
      join ${observation} b on b.input_id = pair.input_id and b.place_id = pair.place_b and b.line_id = pair.line_b
        and b.date = a.date
    group by 1 order by 1`);
}
