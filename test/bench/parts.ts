/**
 * What each KPI takes at each scope line, as rows: for the statement that is written by hand, and to know which
 * measurements exist.
 */
import type { Kpi } from '../../src/kpi/kpi.ts';
import type { KnownKpi, World } from '../../src/world/world.ts';

/** An input of a KPI, own or of a KPI below it; counted from 1, the own ones first. */
export interface Operand {
  input: string;
  /** The KPI that reads it: its lines decide what is taken. */
  reader: Kpi;
}

/** At a scope line (0: all), one line whose observations of an input a KPI takes. */
export interface Part {
  editionId: number;
  scopeLine: number;
  position: number;
  inputId: number;
  lineId: number;
}

/** Own inputs first, then those of the KPIs it is derived from, KPI by KPI. */
export function operandsOf(world: World, kpi: Kpi): Operand[] {
  const below = kpi.derivedFrom.map((code) => world.kpi(code)!.kpi);
  return [
    ...kpi.inputs.map((input) => ({ input, reader: kpi })),
    ...below.flatMap((it) => operandsOf(world, it)),
  ];
}

/** `reported`: the lines (0: none) at which each input is reported, by input id. */
export function partsOf(world: World, reported: ReadonlyMap<number, readonly number[]>): Part[] {
  return world.kpis.flatMap((known) =>
    scopeLines(world).flatMap((line) => partsAt(world, known, line, reported)),
  );
}

const scopeLines = (world: World): number[] => [0, ...world.reference.lineById.keys()];

function partsAt(
  world: World,
  { kpi, editionId }: KnownKpi,
  scopeLine: number,
  reported: ReadonlyMap<number, readonly number[]>,
): Part[] {
  const below = world.reference.lineById.get(scopeLine)?.subtree;
  const applies = (of: Kpi) => below === undefined || below.some((id) => world.linesOf(of)?.has(id) ?? true);
  if (!applies(kpi)) return [];
  return operandsOf(world, kpi).flatMap(({ input, reader }, at) => {
    const inputId = world.reference.inputs.get(input)!.id;
    const taken = (id: number) => (below?.includes(id) ?? true) && (world.linesOf(reader)?.has(id) ?? true);
    const lines = (reported.get(inputId) ?? []).filter(taken);
    return lines.map((lineId) => ({ editionId, scopeLine, position: at + 1, inputId, lineId }));
  });
}
