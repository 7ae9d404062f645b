/**
 * Import maps that are kept by name. A map belongs to those who may record where whoever defined it may: they define it anew by the
 * same name. Others see and use it who may record everywhere there, so that nobody reads the names of columns of somewhere else.
 */
import { grantsFor, grantsIn, textOf } from '../../access/grant.ts';
import { signedBy, type Viewer } from '../../access/viewer.ts';
import { line } from '../../kpi/fields.ts';
import { deleteImportMap, type ImportMapRow, importMapRows, putImportMap } from '../../store/importMaps.ts';
import type { Reference } from '../../store/reference.ts';
import { covers } from '../../store/sight.ts';
import type { Keeper } from '../../world/keeper.ts';
import {
  type Conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Problem,
} from '../../world/outcome.ts';
import { sightAt } from '../../world/seenBy.ts';
import { importMapOf } from './importMap.ts';

/** A map as it is sent; nothing of it is checked yet. */
export interface ImportMapLiteral {
  name: string;
  columns: readonly { title: string; holds: string }[];
  constants: readonly { field: string; is: string }[];
}

/** A map was defined. */
export interface Defined {
  outcome: 'defined';
  importMap: ImportMapRow;
}

/** A map was removed. */
export interface Removed {
  outcome: 'removed';
  name: string;
}

/** More than anybody has kinds of tables. */
const MOST = 200;

/** Where somebody may record, as it is kept with what they define: the same for all who may record there. */
const recordingOf = ({ grants }: Pick<Viewer, 'grants'>): string[] =>
  [...new Set(grantsFor(grants, 'RECORDER').map((it) => textOf({ ...it, role: 'RECORDER' })))].sort();

const isOf = (row: ImportMapRow, grants: readonly string[]): boolean => row.grants.join() === grants.join();

/** The maps that somebody may use; `reference` as it is, or as they see it in whatever role. */
export function importMapsFor(
  rows: readonly ImportMapRow[],
  viewer: Pick<Viewer, 'grants'>,
  reference: Reference,
): ImportMapRow[] {
  const own = recordingOf(viewer);
  const sight = sightAt(reference, grantsIn(own));
  return rows.filter((it) => {
    const theirs = sightAt(reference, grantsIn(it.grants));
    // What names only places that are not there, or not seen, is nobody else's.
    const isKnown = theirs.areas === null || theirs.areas.length === it.grants.length;
    return isOf(it, own) || sight.areas === null || (isKnown && covers(sight, theirs));
  });
}

/** The map of a name that somebody may use: first that of those who may record where they may. */
export function importMapNamed(
  maps: readonly ImportMapRow[],
  viewer: Pick<Viewer, 'grants'>,
  name: string,
): ImportMapRow | NotFound | Conflict {
  const called = maps.filter((it) => it.name === name);
  const found = called.find((it) => isOf(it, recordingOf(viewer))) ?? called[0];
  if (!found) return notFound(`import map, "${name}"`);
  if (called.length === 1 || isOf(found, recordingOf(viewer))) return found;
  const whose = called.map((it) => it.definedBy).join(', ');
  return { outcome: 'conflict', message: `several import maps are called "${name}" (of ${whose})` };
}

/** Keeps a map, in place of the one that has its name. Refuses one with problems. */
export function defineImportMap(
  keeper: Pick<Keeper, 'change'>,
  viewer: Viewer,
  literal: ImportMapLiteral,
  now: Date,
): Promise<Defined | Invalid> {
  return keeper.change(async (db, { reference }) => {
    const grants = recordingOf(viewer);
    const problems = problemsOf(literal, reference);
    const others = (await importMapRows(db)).filter((it) => isOf(it, grants) && it.name !== literal.name);
    if (others.length >= MOST)
      problems.push({ path: ['name'], message: `there are ${others.length} maps already; remove some` });
    if (problems.length > 0) return invalid(problems);
    const { name } = literal;
    const [columns, constants] = [[...literal.columns], [...literal.constants]];
    const definedBy = signedBy(viewer, null) ?? viewer.name;
    const row = { name, grants, columns, constants, definedBy, definedAt: now };
    return { outcome: 'defined', importMap: await putImportMap(db, row) };
  });
}

/** Removes the map of a name that somebody may use. */
export function removeImportMap(
  keeper: Pick<Keeper, 'change'>,
  viewer: Viewer,
  name: string,
): Promise<Removed | NotFound | Conflict> {
  return keeper.change(async (db, { reference }) => {
    const found = importMapNamed(importMapsFor(await importMapRows(db), viewer, reference), viewer, name);
    if ('outcome' in found) return found;
    await deleteImportMap(db, found.id);
    return { outcome: 'removed', name };
  });
}

/** The map as it comes with a file. */
export const literalOf = ({ columns, constants }: Pick<ImportMapLiteral, 'columns' | 'constants'>) => ({
  columns: Object.fromEntries(columns.map(({ title, holds }) => [title, holds])),
  constants: Object.fromEntries(constants.map(({ field, is }) => [field, is])),
});

function problemsOf(literal: ImportMapLiteral, reference: Reference): Problem[] {
  const { error } = line(200).safeParse(literal.name);
  const map = importMapOf(literalOf(literal), reference);
  const titles = literal.columns.map(({ title }) => title);
  const twice = titles.filter((title, at) => titles.indexOf(title) !== at);
  return [
    ...(error ? [{ path: ['name'], message: error.issues[0]!.message }] : []),
    ...twice.map((title) => ({ path: ['columns', title], message: 'this title stands twice' })),
    ...(Array.isArray(map) ? map : []),
  ];
}
