/** Breaches: one episode of a KPI beyond a limit at a scope. Lists stand in breaches.ts. */
import { grainById } from '../../kpi/grain.ts';
import { type Period, periodOf } from '../../kpi/period.ts';
import type { BreachView } from '../../store/breachList.ts';
import type { EventBreach } from '../../store/breachEvents.ts';
import { scopeAt } from '../../world/scope.ts';
import type { World } from '../../world/world.ts';
import type { Context } from '../context.ts';
import { knownAmong } from '../knownAmong.ts';
import { sized } from '../cost.ts';
import { encode } from '../ids.ts';
import { Limit } from '../kpis/kpiParts.ts';
import { PeriodType } from '../period.ts';
import { ScopeType } from '../reference/scope.ts';
import { Breach, BreachEvent, KpiDefinition, Node } from '../refs.ts';
import { BreachStateEnum, SeverityEnum } from '../vocabulary.ts';

Breach.implement({
  description: 'One episode: a run of breaching periods of one KPI at one scope.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }, _args, { delivery }) => idOf('Breach', id, delivery) }),
    kpi: t.field({
      type: KpiDefinition,
      resolve: (breach, _args, { moment }) => moment.world.kpiById(breach.kpiId)!,
    }),
    scope: t.field({
      type: ScopeType,
      resolve: (breach, _args, { moment }) => scopeAt(moment.world.reference, breach)!,
    }),
    firstPeriod: t.field({
      type: PeriodType,
      description: 'The first and the latest breaching period of the episode.',
      resolve: (breach) => periodAt(breach, breach.firstStart),
    }),
    lastPeriod: t.field({ type: PeriodType, resolve: (breach) => periodAt(breach, breach.lastStart) }),
    severity: t.expose('severity', { type: SeverityEnum }),
    state: t.expose('state', { type: BreachStateEnum }),
    retracted: t.exposeBoolean('retracted', {
      description: 'True when corrected data or a changed definition showed that it never was.',
    }),
    limit: t.field({
      type: Limit,
      description: 'Of the last breaching period.',
      resolve: ({ severity, limitSide, limitValue }) => ({ severity, side: limitSide, value: limitValue }),
    }),
    value: t.exposeFloat('value'),
    coverage: t.exposeFloat('coverage', {
      description: 'Which share of what is expected the last breaching measurement is made of, 0 to 1.',
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime' }),
    acknowledgedAt: t.expose('acknowledgedAt', { type: 'DateTime', nullable: true }),
    acknowledgedBy: t.exposeString('acknowledgedBy', { nullable: true }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
    within: t.field({
      type: Breach,
      nullable: true,
      description:
        'The open breach of the same KPI at the nearest wider scope (a unit or line above, the whole operator, all lines); null ' +
        'where there is none, and once this one is resolved.',
      resolve: async ({ id, state }, _args, { loaders }) => {
        const wider = state === 'RESOLVED' ? undefined : await loaders.within.load(id);
        return wider === undefined ? null : loaders.breach.load(wider);
      },
    }),
    events: t.field({
      type: [BreachEvent],
      description: 'In their order.',
      extensions: sized(5),
      resolve: ({ id }, _args, { loaders }) => loaders.eventsOfBreach.load(id),
    }),
  }),
});

/** An id of a row of this database. */
export async function idOf(kind: string, id: number, delivery: Context['delivery']): Promise<string> {
  return encode(kind, await delivery.origin(), String(id));
}

/** The row that an id's codes name; undefined for one of another database. */
export async function rowIdOf(
  codes: readonly string[],
  delivery: Context['delivery'],
): Promise<number | undefined> {
  const [origin, digits = ''] = codes;
  const id = Number(digits);
  const valid = codes.length === 2 && /^[1-9]\d{0,15}$/.test(digits) && Number.isSafeInteger(id);
  return valid && origin === (await delivery.origin()) ? id : undefined;
}

/** The breach that an id's codes name. */
export async function findBreach(context: Context, codes: string[]): Promise<BreachView | undefined> {
  const id = await rowIdOf(codes, context.delivery);
  const found = id === undefined ? undefined : await context.loaders.breach.load(id);
  return found && (await knownAmong(context, [found], isKnownBreach))[0];
}

/** The period of the breach's grain that begins with a day. */
export const periodAt = ({ grain }: Pick<EventBreach, 'grain'>, start: string): Period =>
  periodOf(grainById(grain), start);

/** Whether the KPI and the scope of a breach are known. */
export const isKnownBreach = (world: World, breach: EventBreach): boolean =>
  world.kpiById(breach.kpiId) !== undefined && scopeAt(world.reference, breach) !== undefined;
