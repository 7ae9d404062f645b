/**
 * Reference data as one immutable picture with ids: operators with their places, lines, inputs. Loaded whole (it is
 * small) and again when the revision has changed.
 */
import { sql } from 'drizzle-orm';
import type { InputDefinition } from '../kpi/input.ts';
import type { Dimension, Grain, LocalizedText, Origin } from '../kpi/vocabulary.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import {
  businessLine,
  input,
  noReporting,
  operator,
  operatorRhythm,
  place,
  reportingEnd,
  revision,
} from './schema.ts';
import { EVERYTHING, type Sight } from './sight.ts';

/** An operator with its places. */
export interface Operator {
  id: number;
  code: string;
  name: LocalizedText;
  isOwn: boolean;
  /** What each dimension counts in its index; null: as the product has it. */
  dimensionWeights: Readonly<Record<Dimension, number>> | null;
  /** When its periods are judged, and from which coverage on. */
  watching: Watching;
  /** How it reports inputs, by their ids, where it is not as their definitions have it. */
  rhythms: ReadonlyMap<number, OwnRhythm>;
  /** Days on which nobody of it reports. */
  pauses: readonly Pause[];
  /** The operator as a whole; undefined where only units of it are seen. */
  root: Place | undefined;
  /** The root first, then the units by code. */
  places: Place[];
  /** The units by code. */
  units: ReadonlyMap<string, Place>;
}

/** When thresholds judge what lacks something. */
export interface Watching {
  /** How many days of observations after a period's end it is waited for what is missing; coarser than weeks seven more. 0: not at all. */
  waitDays: number;
  /** Measurements made of less are INCOMPLETE, 0 to 1; null: none is. */
  minimumCoverage: number | null;
}

/** How an operator reports an input; null: as its definition has it, every day. */
export interface OwnRhythm {
  rhythm: Grain | null;
  /** ISO: 1 Monday to 7 Sunday. */
  weekdays: readonly number[] | null;
}

/** Days on which nobody reports, both inclusive. */
export interface Pause {
  from: string;
  to: string;
  why: string;
}

/** The whole operator (`code` null) or one of its units. */
export interface Place {
  id: number;
  code: string | null;
  name: LocalizedText | null;
  operator: Operator;
  parent: Place | null;
  children: Place[];
  /** The ids of this place and all above it, the root last. */
  path: number[];
}

/** A business line in its tree. */
export interface Line {
  id: number;
  code: string;
  name: LocalizedText;
  parent: Line | null;
  children: Line[];
  /** The ids of this line and all above it. */
  path: number[];
  /** The ids of this line and all below it. */
  subtree: number[];
}

/** An input with where its definition is from. */
export interface Input {
  id: number;
  definition: InputDefinition;
  origin: Origin;
  /** How often it is expected where an operator says nothing else. */
  rhythm: Grain;
  /** The series that nobody reports any longer. */
  ends: readonly ReportingEnd[];
}

/** A series that nobody reports any longer, and the first day without. */
export interface ReportingEnd {
  placeId: number;
  lineId: number;
  from: string;
  why: string;
}

/** All reference data at one revision; never changed. */
export interface Reference {
  revision: number;
  /** The first day of which observations are kept; the first of all days where none were set aside. */
  keptFrom: string;
  /** By code, in order of code. */
  operators: ReadonlyMap<string, Operator>;
  lines: ReadonlyMap<string, Line>;
  inputs: ReadonlyMap<string, Input>;
  operatorById: ReadonlyMap<number, Operator>;
  placeById: ReadonlyMap<number, Place>;
  lineById: ReadonlyMap<number, Line>;
  inputById: ReadonlyMap<number, Input>;
  /** Which scopes are seen: all, or what somebody may see. */
  sight: Sight;
}

/** The unit of an operator with this code, or undefined. */
export function unitOf(operator: Operator, code: string): Place | undefined {
  return operator.units.get(code);
}

/** The number that rises with every change of reference data or KPIs. */
export async function readRevision(db: Statements): Promise<number> {
  const [row] = await db.rows<{ reference: number }>(sql`select ${revision.reference} from ${revision}`);
  return row?.reference ?? 0;
}

/** Tells every server that reference data or KPIs changed; part of the transaction that changed them. */
export async function raiseRevision(tx: Statements): Promise<void> {
  await tx.rows(sql`update ${revision} set reference = reference + 1`);
}

/** Everything at once; the revision is read first, so that a change in between is noticed the next time. */
export async function loadReference(db: Statements): Promise<Reference> {
  const now = await db.rows<RevisionRow>(sql`select ${REVISION} from ${revision}`);
  const operators = await db.rows<OperatorRow>(
    sql`select ${OPERATOR} from ${operator} order by code collate "C"`,
  );
  const places = await db.rows<PlaceRow>(
    sql`select ${PLACE} from ${place} order by code collate "C" nulls first`,
  );
  const lines = await db.rows<LineRow>(sql`select ${LINE} from ${businessLine} order by code collate "C"`);
  const inputs = await db.rows<InputRow>(sql`select ${INPUT} from ${input} order by key collate "C"`);
  return assemble(now[0]!, operators, places, lines, inputs, await readReporting(db));
}

const REVISION = columns(revision, ['reference', 'keptFrom']);
type RevisionRow = RowOf<typeof REVISION>;

/** What operators say of their reporting. */
interface ReportingRows {
  rhythms: RowOf<typeof RHYTHM>[];
  pauses: RowOf<typeof PAUSE>[];
  ends: RowOf<typeof END>[];
}

const RHYTHM = columns(operatorRhythm, ['operatorId', 'inputId', 'rhythm', 'weekdays']);
const PAUSE = columns(noReporting, ['operatorId', 'from', 'to', 'why']);
const END = columns(reportingEnd, ['inputId', 'placeId', 'lineId', 'from', 'why']);

async function readReporting(db: Statements): Promise<ReportingRows> {
  return {
    rhythms: await db.rows(sql`select ${RHYTHM} from ${operatorRhythm}`),
    pauses: await db.rows(sql`select ${PAUSE} from ${noReporting} order by from_day`),
    ends: await db.rows(sql`select ${END} from ${reportingEnd}`),
  };
}

const OPERATOR = columns(operator, [
  'id',
  'code',
  'nameEn',
  'nameZh',
  'isOwn',
  'dimensionWeights',
  'waitDays',
  'minimumCoverage',
]);
type OperatorRow = RowOf<typeof OPERATOR>;

const PLACE = columns(place, ['id', 'operatorId', 'code', 'nameEn', 'nameZh', 'parentId']);
type PlaceRow = RowOf<typeof PLACE>;

const LINE = columns(businessLine, ['id', 'code', 'nameEn', 'nameZh', 'parentId']);
type LineRow = RowOf<typeof LINE>;

const INPUT = columns(input, [
  'id',
  'key',
  'nameEn',
  'nameZh',
  'unit',
  'description',
  'timeAggregation',
  'spaceAggregation',
  'origin',
  'rhythm',
  'rhythmInUse',
  'minimum',
  'whole',
  'partOf',
  'mostTimes',
]);
type InputRow = RowOf<typeof INPUT>;

function assemble(
  { reference, keptFrom }: RevisionRow,
  operatorRows: OperatorRow[],
  placeRows: PlaceRow[],
  lineRows: LineRow[],
  inputRows: InputRow[],
  { rhythms, pauses, ends }: ReportingRows,
): Reference {
  const rhythmsOf = grouped(rhythms, (it) => it.operatorId);
  const pausesOf = grouped(pauses, (it) => it.operatorId);
  const endsOf = grouped(ends, (it) => it.inputId);
  const operatorById = new Map(
    operatorRows.map((row) => [
      row.id,
      toOperator(row, rhythmsOf.get(row.id) ?? [], pausesOf.get(row.id) ?? []),
    ]),
  );
  const placeById = linkPlaces(placeRows, operatorById);
  const lineById = linkLines(lineRows);
  const inputById = new Map(inputRows.map((row) => [row.id, toInput(row, endsOf.get(row.id) ?? [])]));
  return {
    revision: reference,
    keptFrom,
    operators: keyed(operatorById.values(), (it) => it.code),
    lines: keyed(lineById.values(), (it) => it.code),
    inputs: keyed(inputById.values(), (it) => it.definition.key),
    operatorById,
    placeById,
    lineById,
    inputById,
    sight: EVERYTHING,
  };
}

function grouped<T>(rows: readonly T[], by: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  return groups;
}

const keyed = <T>(items: Iterable<T>, key: (item: T) => string) =>
  new Map([...items].map((it) => [key(it), it]));
const nameOf = ({ nameEn: en, nameZh: zh }: { nameEn: string; nameZh: string }): LocalizedText => ({
  en,
  zh,
});

function toOperator(
  row: OperatorRow,
  rhythms: ReportingRows['rhythms'],
  pauses: ReportingRows['pauses'],
): Operator {
  const { id, code, isOwn, dimensionWeights, waitDays, minimumCoverage } = row;
  return {
    id,
    code,
    name: nameOf(row),
    isOwn,
    dimensionWeights,
    watching: { waitDays, minimumCoverage },
    rhythms: new Map(rhythms.map(({ inputId, rhythm, weekdays }) => [inputId, { rhythm, weekdays }])),
    pauses: pauses.map(({ from, to, why }) => ({ from, to, why })),
    // Linked as soon as places are read.
    root: undefined,
    places: [],
    units: new Map(),
  };
}

function toInput(row: InputRow, ends: readonly ReportingEnd[]): Input {
  const { key, unit, timeAggregation, spaceAggregation, rhythm } = row;
  const definition = { key, name: nameOf(row), unit, timeAggregation, spaceAggregation };
  const description = row.description ?? undefined;
  return {
    id: row.id,
    origin: row.origin,
    definition: { ...definition, ...(description && { description }), ...saidOf(row) },
    rhythm: row.rhythmInUse ?? rhythm ?? 'DAY',
    ends: ends.map(({ placeId, lineId, from, why }) => ({ placeId, lineId, from, why })),
  };
}

/** What an input's definition may leave out, where it does not. */
const saidOf = ({ rhythm, minimum, whole, partOf, mostTimes }: InputRow) => ({
  ...(rhythm && { rhythm }),
  ...(minimum !== null && { minimum }),
  ...(whole && { whole }),
  ...(partOf && { partOf }),
  ...(mostTimes !== null && { mostTimes }),
});

function linkPlaces(rows: PlaceRow[], operators: Map<number, Operator>): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const row of rows) {
    const owner = operators.get(row.operatorId)!;
    const { nameEn: en, nameZh: zh } = row;
    const name = en === null || zh === null ? null : { en, zh };
    const made: Place = {
      id: row.id,
      code: row.code,
      name,
      operator: owner,
      parent: null,
      children: [],
      path: [],
    };
    places.set(row.id, made);
    owner.places.push(made);
    if (row.code === null) owner.root = made;
  }
  for (const it of operators.values()) it.units = unitsOf(it);
  link(rows, places);
  return places;
}

const unitsOf = ({ places }: Operator): Operator['units'] =>
  new Map(places.flatMap((it) => (it.code === null ? [] : [[it.code, it]])));

function linkLines(rows: LineRow[]): Map<number, Line> {
  const lines = new Map<number, Line>();
  for (const row of rows) {
    const { id, code } = row;
    lines.set(id, { id, code, name: nameOf(row), parent: null, children: [], path: [], subtree: [] });
  }
  link(rows, lines);
  for (const line of lines.values()) line.path.forEach((above) => lines.get(above)!.subtree.push(line.id));
  return lines;
}

interface InTree {
  id: number;
  parent: InTree | null;
  children: InTree[];
  path: number[];
}

function link(rows: { id: number; parentId: number | null }[], nodes: ReadonlyMap<number, InTree>): void {
  for (const { id, parentId } of rows) {
    const node = nodes.get(id)!;
    node.parent = parentId === null ? null : nodes.get(parentId)!;
    node.parent?.children.push(node);
  }
  for (const node of nodes.values()) {
    for (let at: InTree | null = node; at; at = at.parent) node.path.push(at.id);
  }
}
