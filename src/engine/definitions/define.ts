/**
 * Reference data is created and changed here: every problem at once, nothing kept where there is one. Trees are not
 * dated: a new parent or aggregation computes history again, and is refused where stored observations would overlap.
 */
import { z } from 'zod';
import { camelCase, code, line, localizedText } from '../../kpi/fields.ts';
import { type InputDefinition, inputSchema, isReshaped } from '../../kpi/input.ts';
import { overlap } from '../../kpi/space.ts';
import type { Grain, LocalizedText, SpaceAggregation, TimeAggregation } from '../../kpi/vocabulary.ts';
import { wrongParts } from '../../registry/admitInputs.ts';
import type { Database, Statements } from '../../store/database.ts';
import {
  allSeries,
  putInputs,
  putLines,
  putOperators,
  putUnits,
  setLineParents,
  setUnitParents,
  sharedDays,
} from '../../store/definitions.ts';
import { lockReference } from '../../store/locks.ts';
import { markAllReporting, markHistory } from '../../store/marks.ts';
import {
  type Input,
  type Line,
  loadReference,
  type Operator,
  type Place,
  raiseRevision,
  type Reference,
  unitOf,
} from '../../store/reference.ts';
import type { Keeper } from '../../world/keeper.ts';
import type { Conflict, Invalid, Problem } from '../../world/outcome.ts';
import { Hints } from '../../world/scope.ts';
import { refuseStale } from '../../world/stale.ts';
import { treesOf } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import { parentProblems, type TreeNode } from './parents.ts';
import { markHeldOtherwise, settleRhythms } from './rhythms.ts';

/** Reference data as it was sent: creates or updates, by code and key. An omitted field keeps its value; parent null makes a root. */
export interface ReferenceLiteral {
  operators?: readonly { code: string; name: LocalizedText; isOwn?: boolean | null }[] | null;
  businessLines?: readonly { code: string; name: LocalizedText; parent?: string | null }[] | null;
  orgUnits?:
    readonly { code: string; operator: string; name: LocalizedText; parent?: string | null }[] | null;
  inputs?:
    | readonly {
        key: string;
        name: LocalizedText;
        unit: string;
        timeAggregation: TimeAggregation;
        spaceAggregation: SpaceAggregation;
        rhythm?: Grain | null;
        minimum?: number | null;
        whole?: boolean | null;
        partOf?: string | null;
        mostTimes?: number | null;
      }[]
    | null;
}

/** What was created or updated, in the order sent. */
export interface Defined {
  outcome: 'defined';
  operators: Operator[];
  businessLines: Line[];
  orgUnits: Place[];
  inputs: Input[];
}

const name = localizedText;
const parent = code.nullable().optional();
const LONGEST_LIST = 10_000;

const schema = z.object({
  operators: list(z.object({ code, name, isOwn: z.boolean().nullish() })),
  businessLines: list(z.object({ code, name, parent })),
  orgUnits: list(z.object({ code, operator: code, name, parent })),
  inputs: list(inputSchema.extend({ unit: line(40), ...optionalOf(inputSchema.shape) })),
});

/** What an input may leave out: null takes back what was said. */
function optionalOf({ rhythm, minimum, whole, partOf, mostTimes }: typeof inputSchema.shape) {
  return {
    rhythm: rhythm.nullish(),
    minimum: minimum.nullish(),
    whole: whole.nullish(),
    partOf: partOf.nullish(),
    mostTimes: mostTimes.nullish(),
  };
}

function list<T extends z.ZodType>(item: T) {
  const most = z.array(item).max(LONGEST_LIST, `at most ${LONGEST_LIST} at once`);
  return most.nullish().transform((items) => items ?? []);
}

type Wanted = z.output<typeof schema>;

/**
 * Creates or updates reference data, all of it or nothing: every problem at once, or what it would make overlap. History that
 * it changes is computed again behind the answer.
 */
export const defineReference = (
  keeper: Keeper,
  literal: ReferenceLiteral,
): Promise<Defined | Invalid | Conflict> => keeper.change((db, world) => define(db, world, literal));

async function define(
  db: Database,
  world: World,
  literal: ReferenceLiteral,
): Promise<Defined | Invalid | Conflict> {
  const { data, error } = schema.safeParse(literal);
  if (error) return invalid(error.issues.map((it) => ({ path: it.path.map(String), message: it.message })));
  const problems = problemsOf(world, data);
  if (problems.length > 0) return invalid(problems);
  try {
    const reference = await db.transaction((tx) => write(tx, world, data));
    return defined(reference, data);
  } catch (failure) {
    if (failure instanceof Overlapping) return { outcome: 'conflict', message: failure.message };
    throw failure;
  }
}

const invalid = (problems: Problem[]): Invalid => ({
  outcome: 'invalid',
  message: `${problems.length === 1 ? 'a problem' : `${problems.length} problems`} with the reference data; nothing was changed`,
  problems,
});

/** A change of a tree under which stored observations would be counted twice. */
class Overlapping extends Error {}

async function write(tx: Statements, world: World, data: Wanted): Promise<Reference> {
  const { reference: before } = world;
  await lockReference(tx);
  await refuseStale(tx, world);
  await putOperators(
    tx,
    data.operators.map((it) => ({ ...it, isOwn: it.isOwn ?? before.operators.get(it.code)?.isOwn ?? false })),
  );
  await putLines(tx, data.businessLines);
  await setLineParents(tx, data.businessLines.flatMap(withParent));
  const { operators } = await loadReference(tx);
  const units = data.orgUnits.map((it) => ({ ...it, operatorId: operators.get(it.operator)!.id }));
  await putUnits(tx, units);
  await setUnitParents(tx, units.flatMap(withParent));
  await putInputs(
    tx,
    data.inputs.map((it) => ({ ...mergedInput(before, it), origin: 'REGISTERED' as const })),
  );
  await settleRhythms(tx, world.plugins.own);
  await raiseRevision(tx);
  const after = await loadReference(tx);
  await markChanges(tx, before, after);
  return after;
}

/** An input as it is from now on: what is left out stays as it was, null takes it back. */
function mergedInput({ inputs }: Reference, it: Wanted['inputs'][number]): InputDefinition {
  const { description, rhythm, minimum, whole, partOf, mostTimes } = {
    ...inputs.get(it.key)?.definition,
    ...Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)),
  } as Wanted['inputs'][number];
  return {
    ...it,
    description,
    rhythm: rhythm ?? undefined,
    minimum: minimum ?? undefined,
    whole: whole ?? undefined,
    partOf: partOf ?? undefined,
    mostTimes: mostTimes ?? undefined,
  };
}

function withParent<T extends { parent?: string | null }>(it: T): (T & { parent: string | null })[] {
  return it.parent === undefined ? [] : [{ ...it, parent: it.parent }];
}

/** Marks what the change of trees and aggregations makes out of date; throws Overlapping. */
async function markChanges(tx: Statements, before: Reference, after: Reference): Promise<void> {
  const lines = changed(before.lineById, after.lineById);
  const moved = changed(before.placeById, after.placeById);
  if (lines.size > 0 || moved.size > 0) await refuseOverlaps(tx, before, after);
  const aggregations = [...before.inputs.values()].some((it) => {
    return isReshaped(it.definition, after.inputs.get(it.definition.key)!.definition);
  });
  const operators = new Set([...moved].map((id) => after.placeById.get(id)!.operator.id));
  if (lines.size > 0 || aggregations) await markHistory(tx, null);
  else if (operators.size > 0) await markHistory(tx, null, [...operators]);
  if (lines.size > 0) await markAllReporting(tx, null);
  else if (operators.size > 0) await markAllReporting(tx, null, [...operators]);
  await markHeldOtherwise(tx, before, [...after.inputs.values()]);
}

interface InTree {
  id: number;
  path: readonly number[];
}

/** The ids of known nodes whose way to the root is another now. */
function changed(before: ReadonlyMap<number, InTree>, after: ReadonlyMap<number, InTree>): Set<number> {
  const moved = [...before.values()].filter((it) => after.get(it.id)!.path.join() !== it.path.join());
  return new Set(moved.map((it) => it.id));
}

async function refuseOverlaps(tx: Statements, before: Reference, after: Reference): Promise<void> {
  const was = treesOf(before);
  const is = treesOf(after);
  const series = (await allSeries(tx)).map((it) => ({ ...it, place: it.placeId, line: it.lineId }));
  const pairs = groups(series).flatMap((group) =>
    group.flatMap((a, i) =>
      group.slice(i + 1).flatMap((b) => (overlap(a, b, is) && !overlap(a, b, was) ? [{ a, b }] : [])),
    ),
  );
  const [shared] = await sharedDays(
    tx,
    pairs.map(({ a, b }) => ({
      inputId: a.inputId,
      placeA: a.place,
      lineA: a.line,
      placeB: b.place,
      lineB: b.line,
    })),
  );
  if (!shared) return;
  const { a, b } = pairs[shared.pair]!;
  const key = after.inputById.get(a.inputId)!.definition.key;
  throw new Overlapping(
    `with these trees "${key}" would be counted twice: on ${shared.date} it is recorded both at ${placeOf(after, a)} ` +
      `and at ${placeOf(after, b)}. Withdraw one of the two first.`,
  );
}

function groups<T extends { inputId: number; operatorId: number }>(series: readonly T[]): T[][] {
  const found = new Map<string, T[]>();
  for (const it of series) {
    const key = `${it.operatorId} ${it.inputId}`;
    found.set(key, [...(found.get(key) ?? []), it]);
  }
  return [...found.values()];
}

function placeOf({ placeById, lineById }: Reference, at: { place: number; line: number }): string {
  const place = placeById.get(at.place)!;
  const line = lineById.get(at.line)?.code;
  return [`operator ${place.operator.code}`, line && `line ${line}`, place.code && `unit ${place.code}`]
    .filter(Boolean)
    .join(', ');
}

function defined(reference: Reference, data: Wanted): Defined {
  return {
    outcome: 'defined',
    operators: data.operators.map((it) => reference.operators.get(it.code)!),
    businessLines: data.businessLines.map((it) => reference.lines.get(it.code)!),
    orgUnits: data.orgUnits.map((it) => unitOf(reference.operators.get(it.operator)!, it.code)!),
    inputs: data.inputs.map((it) => reference.inputs.get(it.key)!),
  };
}

function problemsOf({ reference, registry, kpis }: World, data: Wanted): Problem[] {
  const problems: Problem[] = [];
  const note = (path: (string | number)[], message: string) =>
    problems.push({ path: path.map(String), message });
  const empty = Object.values(data).every((items) => items.length === 0);
  if (empty) note([], 'nothing to define: give operators, businessLines, orgUnits or inputs');
  repeated(
    data.operators,
    (it) => it.code,
    (at) => note(['operators', at, 'code'], 'stands in this list already'),
  );
  repeated(
    data.inputs,
    (it) => it.key,
    (at) => note(['inputs', at, 'key'], 'stands in this list already'),
  );

  const operators = new Set([...reference.operators.keys(), ...data.operators.map((it) => it.code)]);
  const hints = new Hints();
  data.orgUnits.forEach((it, at) => {
    if (!operators.has(it.operator))
      note(
        ['orgUnits', at, 'operator'],
        hints.unknown('operator', it.operator, () => operators),
      );
  });
  for (const [list, nodes, known] of trees(reference, data)) {
    for (const { at, field, message } of parentProblems(nodes, known)) note([list, at, field], message);
  }
  const kpiNames = new Set(kpis.map((it) => camelCase(it.kpi.definition.code)));
  const parameters = new Map(
    kpis.flatMap(({ kpi: { definition } }) =>
      Object.keys(definition.parameters).map((it) => [it, definition.code] as const),
    ),
  );
  const after = new Map([
    ...[...reference.inputs].map(([key, it]) => [key, it.definition] as const),
    ...data.inputs.map((it) => [it.key, mergedInput(reference, it)] as const),
  ]);
  const parts = new Map(wrongParts(after));
  data.inputs.forEach((it, at) => {
    const origin = registry.inputs.get(it.key)?.origin;
    if (origin && origin !== 'REGISTERED')
      note(['inputs', at, 'key'], `"${it.key}" comes with the product or a package and cannot be redefined`);
    if (kpiNames.has(it.key))
      note(['inputs', at, 'key'], `"${it.key}" is how formulas name a KPI; choose another key`);
    const wrongPart = parts.get(it.key);
    if (wrongPart !== undefined) note(['inputs', at, 'partOf'], wrongPart);
    const owner = parameters.get(it.key);
    if (owner !== undefined)
      note(['inputs', at, 'key'], `"${it.key}" is a parameter of the KPI "${owner}"; choose another key`);
  });
  return problems;
}

function repeated<T>(items: readonly T[], key: (item: T) => string, found: (at: number) => void): void {
  const seen = new Set<string>();
  items.forEach((it, at) => (seen.has(key(it)) ? found(at) : seen.add(key(it))));
}

type Tree = readonly ['businessLines' | 'orgUnits', TreeNode[], Map<string, string | null>];

/** The trees that are sent, with the parents that are known; units are named with their operator. */
function trees(reference: Reference, data: Wanted): Tree[] {
  const unit = (operator: string, code: string) => `${operator}/${code}`;
  const places = [...reference.placeById.values()].filter((it) => it.code !== null);
  const parentUnit = (it: (typeof places)[number]) =>
    it.parent && it.parent.code !== null ? unit(it.operator.code, it.parent.code) : null;
  return [
    [
      'businessLines',
      data.businessLines.map((it) => ({
        name: it.code,
        code: it.code,
        parent: it.parent,
        parentCode: it.parent,
      })),
      new Map([...reference.lines.values()].map((it) => [it.code, it.parent?.code ?? null])),
    ],
    [
      'orgUnits',
      data.orgUnits.map((it) => ({
        name: unit(it.operator, it.code),
        code: it.code,
        parent: it.parent && unit(it.operator, it.parent),
        parentCode: it.parent,
      })),
      new Map(places.map((it) => [unit(it.operator.code, it.code!), parentUnit(it)])),
    ],
  ];
}
