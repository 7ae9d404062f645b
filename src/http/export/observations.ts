/** Observations: the values that are true now, in the columns that a file is recorded in. */
import { type ObservationRow, observationPage } from '../../store/observations.ts';
import { lineIdOf, scopeAt } from '../../world/scope.ts';
import type { Scope } from '../../world/world.ts';
import { column } from './column.ts';
import { kindOf, PAGE } from './kind.ts';
import { passes, scopeColumns, scopesAsked } from './scopes.ts';

interface Observation {
  input: string;
  scope: Scope;
  row: ObservationRow;
}

/** Before all days, and after them. */
const [FIRST, LAST] = ['0001-01-01', '9999-12-31'];

export const observations = kindOf<Observation>({
  parameters: ['operator', 'orgUnit', 'businessLine', 'input', 'from', 'to'],
  columns: [
    column('text', 'input', '输入', ({ input }) => input),
    ...scopeColumns(),
    column('day', 'date', '日期', ({ row }) => row.date),
    column('number', 'value', '数值', ({ row }) => row.value),
  ],
  async *pages({ seen, begun: { world } }, asked) {
    const { reference } = world;
    const inputs = [...reference.inputs.values()].filter((it) => passes(asked.input, it.definition.key));
    const scopes = scopesAsked(world, asked);
    const walk = {
      operatorIds: [...new Set(scopes.map((it) => it.operator.id))],
      positions: scopes.map((it) => ({ placeId: it.place.id, lineId: lineIdOf(it), isOwn: false })),
      principal: '',
      from: asked.from ?? FIRST,
      to: asked.to ?? LAST,
      limit: PAGE,
    };
    const inputAt = new Map(inputs.map((it, at) => [it.id, at]));
    const positionAt = new Map(
      walk.positions.map(({ placeId, lineId }, at) => [`${placeId} ${lineId}`, at + 1]),
    );
    // All that is asked for at first, because there may be little; then as few as make a page, because a statement sorts all their series.
    let size = inputs.length;
    let last: ObservationRow | undefined;
    // Nothing that was read comes again: what is recorded meanwhile is told where it is still to be read.
    for (let at = 0; at < inputs.length;) {
      const inputIds = inputs.slice(at, at + size).map((it) => it.id);
      const after = last && {
        input: 1,
        position: positionAt.get(`${last.placeId} ${last.lineId}`)!,
        date: last.date,
      };
      const rows: ObservationRow[] = await observationPage(seen, { ...walk, inputIds, after: after ?? null });
      yield rows.map((row) => ({
        input: reference.inputById.get(row.inputId)!.definition.key,
        scope: scopeAt(reference, row)!,
        row,
      }));
      last = rows.length < PAGE ? undefined : rows.at(-1);
      at = last ? inputAt.get(last.inputId)! : at + size;
      size = last ? 1 : size * 2;
    }
  },
});
