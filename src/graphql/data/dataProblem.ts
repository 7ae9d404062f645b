/** Data problems: data of an input that are missing, stopped coming or are implausible. Lists stand in dataProblems.ts. */
import { problemInWords } from '../../delivery/kinds/dataWords.ts';
import type { ProblemRow } from '../../store/dataProblems.ts';
import { scopeAt } from '../../world/scope.ts';
import type { World } from '../../world/world.ts';
import { idOf, rowIdOf } from '../breaches/breach.ts';
import type { Context } from '../context.ts';
import { knownAmong } from '../knownAmong.ts';
import { ScopeType } from '../reference/scope.ts';
import { DataProblem, InputDefinition, Node } from '../refs.ts';
import { DataProblemKindEnum, DataProblemStateEnum, LocaleEnum } from '../vocabulary.ts';

DataProblem.implement({
  description:
    'One episode of something wrong with the data of an input at a place: what all places below a unit have together is one at the unit.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }, _args, { delivery }) => idOf('DataProblem', id, delivery) }),
    kind: t.expose('kind', { type: DataProblemKindEnum }),
    state: t.field({
      type: DataProblemStateEnum,
      resolve: ({ resolvedAt }) => (resolvedAt === null ? 'OPEN' : 'RESOLVED'),
    }),
    input: t.field({
      type: InputDefinition,
      resolve: ({ inputId }, _args, { moment }) => moment.world.reference.inputById.get(inputId)!,
    }),
    scope: t.field({
      type: ScopeType,
      resolve: (problem, _args, { moment }) => scopeAt(moment.world.reference, problem)!,
    }),
    from: t.expose('from', { type: 'Date' }),
    to: t.field({
      type: 'Date',
      description: "The last day it is known for; of what lasts the operator's latest.",
      resolve: ({ operatorId, from, to }, _args, { moment }) => {
        const latest = to ?? moment.lastDays.get(operatorId) ?? from;
        return latest < from ? from : latest;
      },
    }),
    text: t.string({
      description: 'What is wrong and when, in words: `Calls offered: missing, 2026-11-20 to 2026-11-22`.',
      args: { locale: t.arg({ type: LocaleEnum, defaultValue: 'EN' }) },
      resolve: ({ kind, from, to, inputId, wholeId }, { locale }, { moment }) => {
        const { inputById } = moment.world.reference;
        const nameOf = (id: number) => inputById.get(id)?.definition.name;
        const whole = wholeId === null ? null : (nameOf(wholeId) ?? null);
        const words = problemInWords({ kind, from, to, whole });
        const name = nameOf(inputId)!;
        return locale === 'ZH' ? `${name.zh}：${words.zh}` : `${name.en}: ${words.en}`;
      },
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime' }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
  }),
});

/** Whether the input and the scope of a problem are known. */
export const isKnownProblem = (
  { reference }: World,
  at: Pick<ProblemRow, 'inputId' | 'placeId' | 'lineId'>,
): boolean => reference.inputById.has(at.inputId) && scopeAt(reference, at) !== undefined;

/** The problem that an id's codes name. */
export async function findDataProblem(context: Context, codes: string[]): Promise<ProblemRow | undefined> {
  const id = await rowIdOf(codes, context.delivery);
  const found = id === undefined ? undefined : await context.loaders.problem.load(id);
  return found && (await knownAmong(context, [found], isKnownProblem))[0];
}
