/** A measurement where it stands: as stored, or the empty one that stands for a place without data. */
import { grainId } from '../../kpi/grain.ts';
import type { Kpi } from '../../kpi/kpi.ts';
import { isDate, type Period, periodOf } from '../../kpi/period.ts';
import { statusById } from '../../kpi/status.ts';
import { GRAINS, type Status } from '../../kpi/vocabulary.ts';
import { endsWith, unitOf, type Window, WINDOWS } from '../../kpi/window.ts';
import type { WindowFigure } from '../../analysis/windows.ts';
import type { MeasurementKey, MeasurementRow } from '../../store/measurements.ts';
import type { OverrideRow } from '../../store/overrides.ts';
import type { Moment } from '../../world/moment.ts';
import { overrideAt } from '../../world/rules.ts';
import { codesOfScope, findScope, lineIdOf } from '../../world/scope.ts';
import { applies, type KnownKpi, type Scope } from '../../world/world.ts';
import type { Context } from '../context.ts';
import { encode } from '../ids.ts';
import type { InputValues } from '../loaders.ts';

/** One place for a measurement. */
export interface MeasurementPlace {
  kpi: KnownKpi;
  scope: Scope;
  period: Period;
  /** The figure of the window that ends with the period, not of the period itself. */
  window?: Window | undefined;
}

/** Fields are plain properties, because a matrix reads hundreds of them a KPI. */
export class MeasurementAt implements MeasurementPlace {
  readonly moment: Moment;
  readonly kpi: KnownKpi;
  readonly scope: Scope;
  readonly period: Period;
  readonly value: number | null;
  readonly score: number | null;
  readonly status: Status;
  readonly definitionVersion: number;
  readonly computedAt: Date | null;
  /** Whether there is a row, and so input values to load. */
  readonly isStored: boolean;
  /** Which share of what is expected it is made of, 0 to 1; null where nothing is stored: then it has to be asked for. */
  readonly storedCoverage: number | null;
  readonly window: Window | undefined;
  /** Of a window: its days and what was computed over them; undefined where there is nothing to compute from. */
  readonly ofWindow: WindowFigure | undefined;

  /** `row` undefined: nothing is stored at this place, as never for a window. */
  constructor(
    moment: Moment,
    { kpi, scope, period, window }: MeasurementPlace,
    row: MeasurementRow | undefined,
    ofWindow?: WindowFigure,
  ) {
    this.moment = moment;
    this.kpi = kpi;
    this.scope = scope;
    this.period = period;
    this.window = window;
    this.ofWindow = ofWindow;
    const figure = row ?? ofWindow?.figure;
    this.value = figure?.value ?? null;
    this.score = figure?.score ?? null;
    this.status = figure ? statusById(figure.status) : 'NO_DATA';
    this.definitionVersion = (row && moment.world.edition(row.editionId)?.version) ?? kpi.version;
    this.computedAt = row?.computedAt ?? null;
    this.isStored = row !== undefined;
    this.storedCoverage = row ? ((this.isOver ? row.coverageAtEnd : row.coverage) ?? 1) : null;
  }

  get id(): string {
    return encode('Measurement', ...codesOfMeasurement(this));
  }

  /** Whether the operator has observations on or after the period's last day. */
  get isOver(): boolean {
    return isOver(this.moment, this.scope, this.period);
  }

  /** The KPI as it was when this was computed: while a new version is being computed, readers see the one before. */
  get computedWith(): Kpi {
    return this.isStored || this.ofWindow?.figure ? this.kpi.seen : this.kpi.kpi;
  }

  /** The override that it is judged and weighed by; null where the definition holds. */
  get override(): OverrideRow | null {
    return overrideAt(this.moment.world, this.kpi.id, this.scope, this.period.start);
  }

  /** Where the store keeps it. */
  get key(): MeasurementKey {
    return keyOf(this);
  }
}

/** Whether the operator of a scope has observations on or after a period's last day. */
export function isOver({ lastDays }: Moment, { operator }: Scope, { end }: Period): boolean {
  const lastDay = lastDays.get(operator.id);
  return lastDay !== undefined && lastDay >= end;
}

export const keyOf = ({ kpi, scope, period }: MeasurementPlace): MeasurementKey => ({
  placeId: scope.place.id,
  lineId: lineIdOf(scope),
  grain: grainId(period.grain),
  start: period.start,
  editionId: kpi.editionId,
});

/** What names a measurement in ids, and lists in order: KPI, operator, line, unit, period; and its window where it has one. */
export const codesOfMeasurement = ({ kpi, scope, period, window }: MeasurementPlace): string[] => [
  kpi.kpi.definition.code,
  ...codesOfScope(scope),
  period.grain,
  period.start,
  ...(window ? [window] : []),
];

/** The measurements of some places, stored, computed over their windows or empty, in their order. All have a window, or none. */
export async function measurementsOf(
  { loaders, moment }: Context,
  places: readonly MeasurementPlace[],
): Promise<MeasurementAt[]> {
  if (places.length === 0) return [];
  const windows = places.flatMap(({ window, ...it }) => (window ? [{ ...it, window }] : []));
  if (windows.length > 0) {
    const figures = await loaders.windows.load({ moment, windows });
    return windows.map((place, at) => new MeasurementAt(moment, place, undefined, figures[at]));
  }
  const rows = await loaders.measurements.load(places.map(keyOf));
  return places.map((place, at) => new MeasurementAt(moment, place, rows[at]));
}

/** The values of the inputs of a measurement, in their order; undefined where there are none. */
export const inputValuesOf = (
  measurement: MeasurementAt,
  loaders: Context['loaders'],
): Promise<InputValues | undefined> =>
  measurement.isStored
    ? loaders.inputs.load(measurement.key)
    : Promise.resolve(measurement.ofWindow?.figure?.inputs);

/** Which share of what is expected a measurement is made of, 0 to 1; of an empty one it is read, and 1 while its period fills. */
export async function coverageOf({ loaders }: Context, measurement: MeasurementAt): Promise<number> {
  if (measurement.storedCoverage !== null) return measurement.storedCoverage;
  if (!measurement.isOver && !measurement.ofWindow) return 1;
  return (await loaders.completeness.load(askedOf(measurement))).coverage;
}

/** What of a measurement's completeness is asked about: of a window's all of its days. */
export const askedOf = ({
  moment,
  computedWith,
  scope,
  period,
  isOver,
  window,
  ofWindow,
}: MeasurementAt) => ({
  world: moment.world,
  kpi: computedWith,
  scope,
  period:
    window && ofWindow ? { grain: unitOf(window), start: ofWindow.days.from, end: ofWindow.days.to } : period,
  isOver,
});

/** The measurement of one place. */
export async function measurementOf(context: Context, place: MeasurementPlace): Promise<MeasurementAt> {
  const [measurement] = await measurementsOf(context, [place]);
  return measurement!;
}

/** The measurement that an id's codes name; undefined where the KPI does not apply or the codes name nothing. */
export function findMeasurement(context: Context, codes: string[]): Promise<MeasurementAt> | undefined {
  const place = placeOf(context.moment, codes);
  return place && measurementOf(context, place);
}

function placeOf({ world }: Moment, codes: string[]): MeasurementPlace | undefined {
  const [code = '', operatorCode = '', lineCode, unitCode, grain, start, windowName] = codes;
  const kpi = world.kpi(code);
  const named = { operator: operatorCode, businessLine: lineCode || null, orgUnit: unitCode || null };
  const scope = findScope(world.reference, named);
  const period = namedPeriod(grain, start);
  if (!kpi || Array.isArray(scope) || !period || !applies(world, kpi.seen, scope.line, period.grain))
    return undefined;
  if (codes.length === 6) return { kpi, scope, period };
  const window = WINDOWS.find((it) => it === windowName && endsWith(it, period.grain));
  return codes.length === 7 && window ? { kpi, scope, period, window } : undefined;
}

/** The period that a grain and its first day name in an id; undefined where they name none. */
export function namedPeriod(grainName: string | undefined, start = ''): Period | undefined {
  const grain = GRAINS.find((it) => it === grainName);
  const period = grain && isDate(start) ? periodOf(grain, start) : undefined;
  return period?.start === start ? period : undefined;
}
