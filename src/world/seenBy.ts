/**
 * The world as somebody sees it who may not see everything: what is outside their grants is not there, so that asking for it is answered
 * by the same code and in the same words as a typing error. Lines, inputs and definitions are no secret.
 */
import { type Grant, grantsFor, isEverywhere } from '../access/grant.ts';
import type { Role } from '../access/role.ts';
import { rightsOf, type Viewer } from '../access/viewer.ts';
import type { Operator, Place, Reference } from '../store/reference.ts';
import { type Area, EVERYTHING, type Sight, sightOf } from '../store/sight.ts';
import type { World } from './world.ts';

/** Worlds that are remembered of each world; their rights are as many as people are given. */
const MOST = 500;
const remembered = new WeakMap<object, Map<string, object>>();

/**
 * The world of a viewer: the operators and units of any of their grants, and of the figures there those of the grants with one of some
 * roles, or one that includes it. The same for the same rights.
 */
export function seenBy<W extends Pick<World, 'reference'>>(
  world: W,
  viewer: Pick<Viewer, 'grants'>,
  ...roles: Role[]
): W {
  const granting = roles.flatMap((it) => grantsFor(viewer.grants, it));
  if (granting.some(isEverywhere)) return world;
  const key = `${roles.join()} ${rightsOf(viewer)}`;
  const worlds = remembered.get(world) ?? new Map<string, object>();
  remembered.set(world, worlds);
  const known = worlds.get(key);
  if (known) return known as W;
  if (worlds.size >= MOST) worlds.clear();
  const seen = { ...world, reference: cut(world.reference, viewer.grants, granting) };
  worlds.set(key, seen);
  return seen;
}

function cut(reference: Reference, grants: readonly Grant[], granting: readonly Grant[]): Reference {
  const known = sightAt(reference, grants);
  const operators = [...reference.operators.values()].flatMap((it) => operatorIn(it, known) ?? []);
  return {
    ...reference,
    operators: new Map(operators.map((it) => [it.code, it])),
    operatorById: new Map(operators.map((it) => [it.id, it])),
    placeById: new Map(operators.flatMap((it) => it.places.map((place) => [place.id, place]))),
    sight: sightAt(reference, granting),
  };
}

/** What some grants let see. */
export function sightAt(reference: Reference, grants: readonly Grant[]): Sight {
  if (grants.some(isEverywhere)) return EVERYTHING;
  return sightOf(grants.flatMap((it) => areaOf(reference, it) ?? []));
}

/** Where a grant holds; undefined where it names what is not there. */
function areaOf(
  { operators, lines }: Reference,
  { operator, orgUnit, businessLine }: Grant,
): Area | undefined {
  const line = businessLine === null ? null : lines.get(businessLine);
  const among = operator === null ? [...operators.values()] : [operators.get(operator)];
  const places = among.flatMap((it) => (it ? placesOf(it, orgUnit) : []));
  if (line === undefined || places.length === 0) return undefined;
  return { placeIds: new Set(places.map((it) => it.id)), lineIds: line && new Set(line.subtree) };
}

function placesOf({ places, units }: Operator, orgUnit: string | null): Place[] {
  if (orgUnit === null) return places;
  const top = units.get(orgUnit);
  return top ? places.filter((it) => it.path.includes(top.id)) : [];
}

/** An operator with the places that are seen at least for some line; undefined for none. */
function operatorIn(operator: Operator, { areas }: Sight): Operator | undefined {
  if (areas === null) return operator;
  const places = operator.places.filter((it) => areas.some(({ placeIds }) => placeIds.has(it.id)));
  if (places.length === operator.places.length) return operator;
  if (places.length === 0) return undefined;
  const seen: Operator = { ...operator, root: undefined, places: [] };
  const copies = new Map(places.map((it) => [it.id, { ...it, operator: seen }]));
  for (const copy of copies.values()) {
    copy.parent = (copy.parent && copies.get(copy.parent.id)) ?? null;
    copy.children = copy.children.flatMap((it) => copies.get(it.id) ?? []);
    if (copy.code === null) seen.root = copy;
    seen.places.push(copy);
  }
  seen.units = new Map(seen.places.flatMap((it) => (it.code === null ? [] : [[it.code, it]])));
  return seen;
}
