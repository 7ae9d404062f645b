import type { Authoring } from '../../kpi/authoring.ts';
import type { Problem } from '../../kpi/problem.ts';
import { EXIT, ExitError } from '../exit.ts';
import { counted } from '../figure.ts';
import type { Io } from '../io.ts';
import { printable } from '../print.ts';

/** What the caller brought along; throws where it brought nothing. */
export async function authoringOf(io: Io): Promise<Authoring> {
  if (io.authoring) return io.authoring();
  throw new ExitError(EXIT.FAILED, 'this program was built without the commands for authors');
}

/** Every problem, file by file, each with its place; in formulas with the place under the text. */
export function problemsText(problems: readonly Problem[]): string {
  const sources = [...new Set(problems.map((it) => it.source))];
  const blocks = sources.map((source) => {
    const own = problems.filter((it) => it.source === source);
    return [printable(source), ...own.map(lineOf)].join('\n');
  });
  const count = `${counted(problems.length, 'problem')} in ${counted(sources.length, 'file')}`;
  return `${blocks.join('\n\n')}\n\n${count}`;
}

const lineOf = ({ path, message }: Problem): string => {
  const place = path.length === 0 ? '' : `${printable(path.join('.'))}: `;
  return `  ${place}${message.split('\n').map(shown).join('\n    ')}`;
};

/** Like `printable`, but a formula stays above its mark. */
const shown = (line: string): string => printable(line).trimEnd();

/** Ends the command with exit code 4 and the problems; nothing where there is none. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ExitError(EXIT.REFUSED, `\n${problemsText(problems)}`);
}
