/** What is recorded and yet implausible: more than what it is a part of, or many times what came before. */
import type { Statements } from '../../store/database.ts';
import { type ImplausibleRow, implausibleRows, type Plausibility } from '../../store/plausibility.ts';
import type { Input, Reference } from '../../store/reference.ts';
import { reportingOf, wholeOf } from '../../world/reporting.ts';

/** Tells every implausible row of a batch that was merged, in the order of rows; how many there were. */
export async function tellImplausible(
  tx: Statements,
  reference: Reference,
  batch: { inputIds: readonly number[]; operatorIds: Iterable<number>; lastRow: number },
  tell: (row: number, message: string) => void,
): Promise<number> {
  let count = 0;
  for await (const rows of implausibleRows(tx, heldAgainst(reference, batch), batch.lastRow)) {
    for (const row of rows) tell(row.row, inWords(reference, row));
    count += rows.length;
  }
  return count;
}

function heldAgainst(
  { inputs, inputById, operatorById }: Reference,
  { inputIds, operatorIds }: { inputIds: readonly number[]; operatorIds: Iterable<number> },
): Plausibility {
  const given = new Set(inputIds);
  const operators = [...operatorIds].map((id) => operatorById.get(id)!);
  const parts = [...inputs.values()].flatMap((part) => {
    const whole = inputs.get(part.definition.partOf ?? '');
    if (!whole || !(given.has(part.id) || given.has(whole.id))) return [];
    const comparing = operators.filter((it) => wholeOf(it, part, inputs) === whole);
    return comparing.map((it) => {
      const { rhythm } = reportingOf(it, part);
      return { operatorId: it.id, partId: part.id, wholeId: whole.id, rhythm };
    });
  });
  const limited = inputIds.flatMap((id) => inputById.get(id) ?? []).filter(hasLimit);
  const times = operators.flatMap((operator) =>
    limited.map((input) => ({
      operatorId: operator.id,
      inputId: input.id,
      mostTimes: input.definition.mostTimes!,
      rhythm: reportingOf(operator, input).rhythm,
    })),
  );
  return { parts, times };
}

const hasLimit = ({ definition }: Input): boolean => definition.mostTimes !== undefined;

function inWords({ inputById }: Reference, { kind, value, otherId, other }: ImplausibleRow): string {
  const { key, mostTimes } = inputById.get(otherId)!.definition;
  if (kind === 'PART') return `${value} is more than the ${other} of "${key}", of which it is a part`;
  if (kind === 'WHOLE') return `${value} is less than the ${other} of "${key}", which is a part of it`;
  return `${value} is more than ${mostTimes} times ${other}, the median of what was reported before`;
}
