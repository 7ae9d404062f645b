import type { Problem } from '../kpi/admit.ts';

/** Why the registry cannot be built: every problem of every plugin at once, grouped by where it stands. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(textOf(problems));
    this.problems = problems;
  }
}

function textOf(problems: readonly Problem[]): string {
  const sources = [...new Set(problems.map((problem) => problem.source))];
  const blocks = sources.map((source) =>
    [source, ...problems.filter((problem) => problem.source === source).map(lineOf)].join('\n'),
  );
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count} in the KPI plugins:\n\n${blocks.join('\n\n')}`;
}

const lineOf = ({ path, message }: Problem): string =>
  `  ${path.length === 0 ? '' : `${path.join('.')}: `}${message.replaceAll('\n', '\n    ')}`;
