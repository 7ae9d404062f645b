/** Lists of data problems, those that were found last first. */
import type { ProblemCriteria, ProblemRow } from '../../store/dataProblems.ts';
import { placesWithin } from '../../world/scope.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import {
  checkedCount,
  connectionOf,
  type CursorNames,
  DEFAULT_PAGE,
  type Page,
  pageOf,
} from '../connection.ts';
import { sizedByPage } from '../cost.ts';
import { known } from '../errors.ts';
import { codesOfCursor, foreignCursor } from '../ids.ts';
import { knownAmong } from '../knownAmong.ts';
import { ScopeInput, scopeOf } from '../reference/scope.ts';
import { DataProblem } from '../refs.ts';
import { DataProblemKindEnum, DataProblemStateEnum } from '../vocabulary.ts';
import { isKnownProblem } from './dataProblem.ts';

const DataProblemFilter = builder.inputType('DataProblemFilter', {
  description: 'Every part that is given must hold; an empty list lets nothing through.',
  fields: (t) => ({
    kinds: t.field({ type: [DataProblemKindEnum] }),
    states: t.field({ type: [DataProblemStateEnum] }),
    inputs: t.stringList(),
    within: t.field({ type: ScopeInput, description: 'Everything at this scope and below it.' }),
  }),
});

interface ProblemList extends Page<ProblemRow> {
  criteria: ProblemCriteria;
}

const DataProblemConnection = connectionOf<ProblemRow, ProblemList>(DataProblem, {
  description: 'Those found last first.',
  totalCount: ({ criteria }, { reads }) => reads.countProblems(criteria),
});

const CURSOR: CursorNames<ProblemRow> = { kind: 'problem', length: 1, codesOf: ({ id }) => [String(id)] };

builder.queryField('dataProblems', (t) =>
  t.field({
    description: 'What is wrong with the data that were recorded, open and resolved.',
    type: DataProblemConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: DataProblemFilter }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const before = idIn(after);
      const criteria = criteriaOf(context.moment.world, filter ?? {});
      const rows = await context.reads.problemPage(criteria, before, count + 1);
      const around = { hasNextPage: rows.length > count, hasPreviousPage: before !== null };
      const nodes = await knownAmong(context, rows.slice(0, count), isKnownProblem);
      return { ...pageOf(nodes, CURSOR, around), criteria };
    },
  }),
);

function idIn(after: string | null | undefined): number | null {
  const [digits] = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after') ?? [];
  if (digits === undefined) return null;
  if (!/^\d{1,15}$/.test(digits)) throw foreignCursor('after');
  return Number(digits);
}

/** The criteria of a filter; throws `badInput` for unknown codes. */
function criteriaOf(
  world: World,
  { kinds, states, inputs, within }: typeof DataProblemFilter.$inferInput,
): ProblemCriteria {
  const { inputs: all } = world.reference;
  const scope = within && scopeOf(world, within, 'filter.within');
  const inputIds = inputs?.map(
    (key, at) => known(all.get(key), `filter.inputs[${at}]`, 'input', key, all.keys()).id,
  );
  return {
    kinds: kinds ?? null,
    states: states ?? null,
    inputIds: inputIds ?? null,
    placeIds: scope ? placesWithin(scope) : null,
    lineIds: scope?.line?.subtree ?? null,
  };
}
