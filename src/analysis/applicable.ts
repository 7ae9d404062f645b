/** The KPIs of a matrix. */
import type { Grain } from '../kpi/vocabulary.ts';
import type { Line } from '../store/reference.ts';
import { applies, type KnownKpi, type World } from '../world/world.ts';

const remembered = new WeakMap<World, Map<string, KnownKpi[]>>();

/** The KPIs that apply at a line (null: all together) in a grain, in the order of their codes; a world remembers them, because it never changes. */
export function applicable(world: World, line: Line | null, grain: Grain): readonly KnownKpi[] {
  const known = remembered.get(world) ?? new Map<string, KnownKpi[]>();
  remembered.set(world, known);
  const key = `${line?.id ?? 0} ${grain}`;
  const kpis = known.get(key) ?? world.kpis.filter(({ seen }) => applies(world, seen, line, grain));
  known.set(key, kpis);
  return kpis;
}
