/** Which breaches and events a client asks for. */
import { type BreachFilter as Filter, criteriaOf } from '../../delivery/criteria.ts';
import type { BreachCriteria } from '../../store/breachList.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { known } from '../errors.ts';
import { kpiOf } from '../kpis/kpiDefinition.ts';
import { lineOf, ScopeInput, scopeOf } from '../reference/scope.ts';
import {
  BreachEventReasonEnum,
  BreachStateEnum,
  BusinessProcessEnum,
  DimensionEnum,
  SeverityEnum,
} from '../vocabulary.ts';

export const BreachFilter = builder.inputType('BreachFilter', {
  description: 'Every part that is given must hold; an empty list lets nothing through.',
  fields: (t) => ({
    kpis: t.stringList(),
    dimension: t.field({ type: DimensionEnum }),
    process: t.field({ type: BusinessProcessEnum }),
    scopes: t.field({
      type: [ScopeInput],
      description:
        'Exactly these scopes: one without a line means all lines together, one without a unit the whole operator.',
    }),
    within: t.field({ type: ScopeInput, description: 'Everything at this scope and below it.' }),
    operators: t.stringList({
      description:
        'Scopes of these operators, lines or units, matched by code, without what lies below them.',
    }),
    businessLines: t.stringList(),
    orgUnits: t.stringList(),
    severity: t.field({
      type: SeverityEnum,
      description: 'Of an event: its own, not that of the breach by now.',
    }),
    states: t.field({
      type: [BreachStateEnum],
      description: 'Of an event: the state of the breach right after it.',
    }),
    reasons: t.field({
      type: [BreachEventReasonEnum],
      description:
        'For events; omitted: all. A bot that should stay quiet when a definition changes asks for OBSERVED and CORRECTED. ' +
        'Acknowledgements have no reason and always pass.',
    }),
    widestOnly: t.boolean({
      description:
        'Only what is not within an open breach of the same KPI at a wider scope (a unit or line above, the whole operator, ' +
        'all lines), so that one outage is told once. Of an episode that opened on its own all events pass.',
    }),
    history: t.boolean({
      description:
        'True: only what tells of the past (see isHistory), a breach by its beginning; false: only news; null: both. ' +
        'Omitted it is null, but false for a webhook that is created.',
    }),
  }),
});

/** The criteria of a filter; throws `badInput` for unknown codes. `argument` is where it was sent. */
export function askedCriteria(
  world: World,
  filter: Filter | null | undefined,
  argument = 'filter',
): BreachCriteria {
  check(world, filter ?? {}, argument);
  return criteriaOf(filter ?? {}, world);
}

function check(world: World, filter: Filter, argument: string): void {
  const { operators, lines, placeById } = world.reference;
  filter.kpis?.forEach((code, at) => kpiOf(world, code, `${argument}.kpis[${at}]`));
  filter.scopes?.forEach((codes, at) => scopeOf(world, codes, `${argument}.scopes[${at}]`));
  if (filter.within) scopeOf(world, filter.within, `${argument}.within`);
  filter.operators?.forEach((code, at) =>
    known(operators.get(code), `${argument}.operators[${at}]`, 'operator', code, operators.keys()),
  );
  filter.businessLines?.forEach((code, at) =>
    lineOf({ ...world.reference, lines }, code, `${argument}.businessLines[${at}]`),
  );
  const units = new Map([...placeById.values()].flatMap(({ code }) => (code === null ? [] : [[code, code]])));
  filter.orgUnits?.forEach((code, at) =>
    known(units.get(code), `${argument}.orgUnits[${at}]`, 'unit', code, units.keys()),
  );
}
