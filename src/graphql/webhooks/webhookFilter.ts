/** A BreachFilter as it was kept with a webhook or a silence: what was asked for, in codes. */
import type { BreachFilter } from '../../delivery/criteria.ts';
import type { ScopeCodes } from '../../world/scope.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import {
  BreachEventReasonEnum,
  BreachStateEnum,
  BusinessProcessEnum,
  DimensionEnum,
  SeverityEnum,
} from '../vocabulary.ts';

const KeptScope = builder.objectRef<ScopeCodes>('KeptScope').implement({
  fields: (t) => ({
    operator: t.exposeString('operator'),
    businessLine: t.exposeString('businessLine', { nullable: true }),
    orgUnit: t.exposeString('orgUnit', { nullable: true }),
  }),
});

export const KeptBreachFilter = builder.objectRef<BreachFilter>('KeptBreachFilter').implement({
  description: 'A BreachFilter as it was given, in codes; null stands for everything.',
  fields: (t) => ({
    kpis: t.stringList({ nullable: true, extensions: sized(20), resolve: ({ kpis }) => listed(kpis) }),
    dimension: t.expose('dimension', { type: DimensionEnum, nullable: true }),
    process: t.expose('process', { type: BusinessProcessEnum, nullable: true }),
    scopes: t.field({
      type: [KeptScope],
      nullable: true,
      extensions: sized(20),
      resolve: ({ scopes }) => listed(scopes),
    }),
    within: t.expose('within', { type: KeptScope, nullable: true }),
    operators: t.stringList({
      nullable: true,
      extensions: sized(20),
      resolve: ({ operators }) => listed(operators),
    }),
    businessLines: t.stringList({
      nullable: true,
      extensions: sized(20),
      resolve: ({ businessLines }) => listed(businessLines),
    }),
    orgUnits: t.stringList({
      nullable: true,
      extensions: sized(20),
      resolve: ({ orgUnits }) => listed(orgUnits),
    }),
    severity: t.expose('severity', { type: SeverityEnum, nullable: true }),
    states: t.field({
      type: [BreachStateEnum],
      nullable: true,
      extensions: sized(3),
      resolve: ({ states }) => listed(states),
    }),
    reasons: t.field({
      type: [BreachEventReasonEnum],
      nullable: true,
      extensions: sized(3),
      resolve: ({ reasons }) => listed(reasons),
    }),
    widestOnly: t.exposeBoolean('widestOnly', { nullable: true }),
    history: t.exposeBoolean('history', { nullable: true }),
  }),
});

const listed = <T>(items: readonly T[] | null | undefined): T[] | null => (items ? [...items] : null);
