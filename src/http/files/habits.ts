/** What the columns of a table show of how their days and numbers are written; found by going through the whole table once. */
import { type DateHabits, noteDate } from './dates.ts';
import { noteNumber, type NumberHabits } from './numbers.ts';
import { textOf } from './cells.ts';
import type { Table } from './table.ts';

/** By where a column stands. */
export type Habits = ReadonlyMap<number, DateHabits & NumberHabits>;

const NONE: DateHabits & NumberHabits = { dayFirst: null, monthFirst: null, point: null, comma: null };

/** The habits of a column; of one that nobody has looked at, none. */
export const habitsAt = (habits: Habits | null, at: number): DateHabits & NumberHabits =>
  habits?.get(at) ?? NONE;

/** Looks at every day and number of a table. */
export async function habitsOf(table: Table): Promise<Habits> {
  const { fields, inputs } = table.header;
  const at = (kind: string) =>
    fields.filter((it) => it.at >= 0 && it.column.kind === kind).map((it) => it.at);
  const [dates, numbers] = [at('date'), [...at('number'), ...inputs.map((it) => it.at)]];
  const habits = new Map([...dates, ...numbers].map((it) => [it, { ...NONE }]));
  for await (const rows of table.rows()) {
    for (const { cells } of rows) {
      for (const it of dates) if (typeof cells[it] === 'string') noteDate(habits.get(it)!, textOf(cells[it]));
      for (const it of numbers)
        if (typeof cells[it] === 'string') noteNumber(habits.get(it)!, textOf(cells[it]));
    }
  }
  return habits;
}
