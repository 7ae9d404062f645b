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
      inputIds: inputs.map((it) => it.id),
      positions: scopes.map((it) => ({ placeId: it.place.id, lineId: lineIdOf(it), isOwn: false })),
      principal: '',
      from: asked.from ?? FIRST,
      to: asked.to ?? LAST,
      limit: PAGE,
    };
    const inputAt = new Map(walk.inputIds.map((id, at) => [id, at + 1]));
    const positionAt = new Map(
      walk.positions.map(({ placeId, lineId }, at) => [`${placeId} ${lineId}`, at + 1]),
    );
    // Nothing that was read comes again: what is recorded meanwhile is told where it is still to be read.
    for (let last: ObservationRow | undefined; ;) {
      const after = last && {
        input: inputAt.get(last.inputId)!,
        position: positionAt.get(`${last.placeId} ${last.lineId}`)!,
        date: last.date,
      };
      const rows: ObservationRow[] = await observationPage(seen, { ...walk, after: after ?? null });
      yield rows.map((row) => ({
        input: reference.inputById.get(row.inputId)!.definition.key,
        scope: scopeAt(reference, row)!,
        row,
      }));
      if (rows.length < PAGE) return;
      last = rows.at(-1);
    }
  },
});
