/** How operators report: the rhythm of inputs, days without, series that ended, and how long is waited for what is missing. */
import {
  endReporting,
  type InputSet,
  noReporting,
  type OperatorSet,
  removeNoReporting,
  setRhythm,
  setWatching,
} from '../../engine/definitions/reporting.ts';
import type { Operator as OperatorSource, Pause, ReportingEnd, Watching } from '../../store/reference.ts';
import { reportingOf } from '../../world/reporting.ts';
import type { World } from '../../world/world.ts';
import { scopeAt } from '../../world/scope.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { known } from '../errors.ts';
import { BusinessLine, InputDefinition, Operator, OrgUnit } from '../refs.ts';
import { resultOf } from '../userError.ts';
import { GrainEnum } from '../vocabulary.ts';

const OperatorWatching = builder.objectRef<Watching>('OperatorWatching').implement({
  description: 'When the periods of an operator are judged.',
  fields: (t) => ({
    waitDays: t.exposeInt('waitDays', {
      description:
        'For so many days of observations after its end a period is waited for what is missing, coarser than weeks seven more; 0: it is ' +
        'judged as soon as it is over.',
    }),
    minimumCoverage: t.exposeFloat('minimumCoverage', {
      nullable: true,
      description: 'Measurements made of less are INCOMPLETE, 0 to 1; null: none is.',
    }),
  }),
});

const NoReporting = builder.objectRef<Pause>('NoReporting').implement({
  description: 'Days, both inclusive, on which nobody of an operator reports.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date' }),
    to: t.expose('to', { type: 'Date' }),
    why: t.exposeString('why'),
  }),
});

builder.objectFields(Operator, (t) => ({
  watching: t.expose('watching', { type: OperatorWatching }),
  noReporting: t.expose('pauses', {
    type: [NoReporting],
    description: 'Days on which nobody reports, and nothing is expected.',
    extensions: sized(20),
  }),
}));

const EndedReporting = builder.objectRef<ReportingEnd>('EndedReporting').implement({
  description: 'A line and unit at which nobody reports an input any longer.',
  fields: (t) => ({
    businessLine: t.field({
      type: BusinessLine,
      nullable: true,
      resolve: ({ lineId }, _args, { moment }) => moment.world.reference.lineById.get(lineId) ?? null,
    }),
    orgUnit: t.field({
      type: OrgUnit,
      nullable: true,
      resolve: ({ placeId }, _args, { moment }) => {
        const place = moment.world.reference.placeById.get(placeId);
        return place && place.code !== null ? place : null;
      },
    }),
    from: t.expose('from', { type: 'Date', description: 'The first day without.' }),
    why: t.exposeString('why'),
  }),
});

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

builder.objectFields(InputDefinition, (t) => ({
  rhythm: t.field({
    type: GrainEnum,
    description: 'How often it is expected, of an operator or in general.',
    args: { operator: t.arg.string() },
    resolve: (input, { operator }, { moment: { world } }) =>
      operator == null ? input.rhythm : reportingOf(operatorOf(world, operator), input).rhythm,
  }),
  weekdays: t.intList({
    description: 'The days of the week on which an operator reports it: 1 Monday to 7 Sunday.',
    args: { operator: t.arg.string({ required: true }) },
    extensions: sized(7),
    resolve: (input, { operator }, { moment: { world } }) => [
      ...(reportingOf(operatorOf(world, operator), input).weekdays ?? EVERY_DAY),
    ],
  }),
  lastObserved: t.field({
    type: 'Date',
    nullable: true,
    description: 'The latest day on which an operator reported it; null where it never did.',
    args: { operator: t.arg.string({ required: true }) },
    resolve: ({ id }, { operator }, { moment: { world }, loaders }) =>
      loaders.lastObserved.load({ operatorId: operatorOf(world, operator).id, inputId: id }),
  }),
  ended: t.field({
    type: [EndedReporting],
    description: 'Where nobody of an operator reports it any longer.',
    args: { operator: t.arg.string({ required: true }) },
    extensions: sized(20),
    resolve: ({ ends }, { operator }, { moment: { world } }) => {
      const { id } = operatorOf(world, operator);
      return ends.filter((it) => scopeAt(world.reference, it)?.operator.id === id);
    },
  }),
}));

const operatorOf = ({ reference: { operators } }: World, code: string): OperatorSource =>
  known(operators.get(code), 'operator', 'operator', code, operators.keys());

const SetWatchingSuccess = builder.objectRef<OperatorSet>('SetWatchingSuccess').implement({
  fields: (t) => ({
    operator: t.field({
      type: Operator,
      resolve: ({ operator }, _args, { moment }) => moment.world.reference.operators.get(operator)!,
    }),
  }),
});

const SetWatchingResult = resultOf(SetWatchingSuccess, 'invalid', 'notFound');

const SetRhythmSuccess = builder.objectRef<InputSet>('SetRhythmSuccess').implement({
  fields: (t) => ({
    input: t.field({
      type: InputDefinition,
      resolve: ({ input }, _args, { moment }) => moment.world.reference.inputs.get(input)!,
    }),
  }),
});

const SetRhythmResult = resultOf(SetRhythmSuccess, 'invalid', 'notFound');

builder.mutationFields((t) => ({
  setWatching: t.field({
    type: SetWatchingResult,
    description:
      'When the periods of an operator are judged: what is waited for, and which measurements are too incomplete.',
    args: {
      operator: t.arg.string({ required: true }),
      waitDays: t.arg.int({ required: true }),
      minimumCoverage: t.arg.float(),
    },
    resolve: (_root, { operator, waitDays, minimumCoverage }, context) =>
      setWatching(context.engine, operator, { waitDays, minimumCoverage: minimumCoverage ?? null }),
  }),
  setRhythm: t.field({
    type: SetRhythmResult,
    description: 'How often an operator reports an input; rhythm null: as its definition has it.',
    args: {
      operator: t.arg.string({ required: true }),
      input: t.arg.string({ required: true }),
      rhythm: t.arg({ type: GrainEnum }),
      weekdays: t.arg.intList({ description: 'ISO, 1 Monday to 7 Sunday; omitted: all.' }),
    },
    resolve: (_root, { operator, input, rhythm, weekdays }, context) =>
      setRhythm(context.engine, { operator, input }, { rhythm: rhythm ?? null, weekdays: weekdays ?? null }),
  }),
  noReporting: t.field({
    type: SetWatchingResult,
    description:
      'Notes days on which nobody of an operator reports, such as holidays: nothing is expected on them.',
    args: {
      operator: t.arg.string({ required: true }),
      from: t.arg({ type: 'Date', required: true }),
      to: t.arg({ type: 'Date', required: true }),
      why: t.arg.string({ required: true }),
    },
    resolve: (_root, { operator, ...pause }, context) => noReporting(context.engine, operator, pause),
  }),
  removeNoReporting: t.field({
    type: SetWatchingResult,
    description: 'Takes back that nobody reports on these days.',
    args: {
      operator: t.arg.string({ required: true }),
      from: t.arg({ type: 'Date', required: true }),
      to: t.arg({ type: 'Date', required: true }),
    },
    resolve: (_root, { operator, ...days }, context) => removeNoReporting(context.engine, operator, days),
  }),
  endReporting: t.field({
    type: SetRhythmResult,
    description:
      'Notes that nobody reports an input at this line and unit any longer: it is not expected from that day on, unless it is observed.',
    args: {
      operator: t.arg.string({ required: true }),
      input: t.arg.string({ required: true }),
      businessLine: t.arg.string(),
      orgUnit: t.arg.string(),
      from: t.arg({ type: 'Date', required: true }),
      why: t.arg.string({ required: true }),
    },
    resolve: (_root, { from, why, ...at }, context) => endReporting(context.engine, at, { from, why }),
  }),
}));
