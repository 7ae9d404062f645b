import type { Paint } from './paint.ts';
import { printable } from './print.ts';

/** A column: its heading, and on which side its texts stand. */
export interface Column {
  head: string;
  align?: 'left' | 'right';
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((place) => [place, '']),
);

/** A table without rules, columns two spaces apart; wide characters (中) count as two. Loads its library when first needed. */
export async function table(columns: Column[], rows: string[][], paint: Paint): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const lines = new Table({
    head: columns.map(({ head }) => paint('dim', head)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  lines.push(...rows);
  return lines.toString().replace(/ +$/gm, '');
}

/** A cell with a text from outside. */
export const cell = (text: string | null | undefined): string => printable(text ?? '');
