/** Observations: the recorded values themselves, with what they replaced. Recording stands in recordObservations.ts. */
import { has, hasEverywhere } from '../../access/viewer.ts';
import { isDate } from '../../kpi/period.ts';
import type { ObservationRow, RevisionRow } from '../../store/observations.ts';
import type { Input } from '../../store/reference.ts';
import { codesOfScope, lineIdOf, scopeAt } from '../../world/scope.ts';
import type { Scope } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, type CursorNames, DEFAULT_PAGE, pageOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { sized, sizedByPage } from '../cost.ts';
import { known } from '../errors.ts';
import { codesOfCursor, compareCodes, foreignCursor } from '../ids.ts';
import { askedDays } from '../period.ts';
import { ScopeInput, ScopeType } from '../reference/scope.ts';
import { askedScopes } from '../reference/scopeFilter.ts';
import { InputDefinition } from '../refs.ts';

interface ObservationSource extends ObservationRow {
  input: Input;
  scope: Scope;
}

const ObservationRevision = builder.objectRef<RevisionRow>('ObservationRevision').implement({
  fields: (t) => ({
    value: t.exposeFloat('value', { nullable: true }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime' }),
    source: t.exposeString('source', { nullable: true }),
  }),
});

const Observation = builder.objectRef<ObservationSource>('Observation').implement({
  fields: (t) => ({
    input: t.expose('input', { type: InputDefinition }),
    scope: t.expose('scope', { type: ScopeType, description: 'Where it was reported.' }),
    date: t.expose('date', { type: 'Date' }),
    value: t.exposeFloat('value'),
    recordedAt: t.expose('recordedAt', { type: 'DateTime' }),
    source: t.exposeString('source', { nullable: true }),
    history: t.field({
      description: 'What it replaced, newest first; a null value stands for a withdrawal.',
      type: [ObservationRevision],
      extensions: sized(5),
      resolve: (observation, _args, { loaders }) => loaders.revisions.load(observation),
    }),
  }),
});

const ObservationConnection = connectionOf(Observation, {
  description: 'Ordered by input, operator, line, unit (by code point, none first) and date.',
});

const ObservationFilter = builder.inputType('ObservationFilter', {
  fields: (t) => ({
    inputs: t.stringList(),
    scopes: t.field({ type: [ScopeInput], description: 'Recorded at exactly these scopes.' }),
    within: t.field({ type: ScopeInput, description: 'Everything recorded at this scope and below it.' }),
    from: t.field({ type: 'Date', required: true }),
    to: t.field({ type: 'Date', required: true }),
  }),
});

type Filter = typeof ObservationFilter.$inferInput;

builder.queryField('observations', (t) =>
  t.field({
    description: 'The recorded values themselves, with what they replaced.',
    type: ObservationConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: ObservationFilter, required: true }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const cursor = codesOfObservationCursor(after);
      const found = await readPage(context, filter, cursor, count + 1);
      const around = { hasNextPage: found.length > count, hasPreviousPage: cursor !== null };
      return pageOf(found.slice(0, count), CURSOR, around);
    },
  }),
);

const CURSOR: CursorNames<ObservationSource> = {
  kind: 'observation',
  length: 5,
  codesOf: ({ input, scope, date }) => [input.definition.key, ...codesOfScope(scope), date],
};

function codesOfObservationCursor(after: string | null | undefined): string[] | null {
  const codes = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after');
  if (codes && !isDate(codes[4]!)) throw foreignCursor('after');
  return codes;
}

async function readPage(
  context: Context,
  filter: Filter,
  cursor: string[] | null,
  limit: number,
): Promise<ObservationSource[]> {
  const { reads, viewer, moment } = context;
  // Whoever records reads what they recorded, also where they read nothing else.
  const isMore = has(viewer, 'RECORDER') && !hasEverywhere(viewer, 'READER');
  const { world } = isMore ? await context.engineAs('READER', 'RECORDER').moment() : moment;
  const { sight } = moment.world.reference;
  const days = askedDays(filter, 'filter.');
  const inputs = askedInputs(world.reference.inputs, filter.inputs).filter(
    ({ definition }) => !cursor || definition.key >= cursor[0]!,
  );
  const scopes = askedScopes(world, filter);
  const rows = await reads.observationPage({
    operatorIds: [...new Set(scopes.map(({ operator }) => operator.id))],
    inputIds: inputs.map(({ id }) => id),
    positions: scopes.map((scope) => {
      const at = { placeId: scope.place.id, lineId: lineIdOf(scope) };
      return { ...at, isOwn: !sight.sees(at.placeId, at.lineId) };
    }),
    principal: viewer.principal,
    ...days,
    after: cursor && inputs[0]?.definition.key === cursor[0] ? placeInOrder(cursor, scopes) : null,
    limit,
  });
  return rows.map((row) => {
    const scope = scopeAt(world.reference, row)!;
    return { ...row, input: world.reference.inputById.get(row.inputId)!, scope };
  });
}

function askedInputs(
  inputs: ReadonlyMap<string, Input>,
  keys: readonly string[] | null | undefined,
): Input[] {
  if (!keys) return [...inputs.values()];
  const wanted = new Set(
    keys.map((key, at) => known(inputs.get(key), `filter.inputs[${at}]`, 'input', key, inputs.keys())),
  );
  return [...inputs.values()].filter((input) => wanted.has(input));
}

/** Where a cursor of the first input stands among the scopes: at one of them, or after all that come before it. */
function placeInOrder(
  [, ...codes]: string[],
  scopes: readonly Scope[],
): { input: number; position: number; date: string } {
  const wanted = codes.slice(0, 3);
  const before = scopes.filter((scope) => compareCodes(codesOfScope(scope), wanted) <= 0);
  const last = before.at(-1);
  const isThere = last !== undefined && compareCodes(codesOfScope(last), wanted) === 0;
  return { input: 1, position: before.length, date: isThere ? codes[3]! : LAST_DAY };
}

const LAST_DAY = '9999-12-31';
