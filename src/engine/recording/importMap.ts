/** Import maps: which column of a table of one's own holds what. Checked here, with every problem at once; kept by `importMaps.ts`. */
import { z } from 'zod';
import { expected, line, shown } from '../../kpi/fields.ts';
import { isDate } from '../../kpi/period.ts';
import type { Reference } from '../../store/reference.ts';
import type { Problem } from '../../world/outcome.ts';
import { findScope, unknownCode } from '../../world/scope.ts';

/** What a column or a constant may stand for, beside an input whose values a column holds. */
export const FIELDS = ['input', 'operator', 'businessLine', 'orgUnit', 'date', 'value'] as const;
const CONSTANTS = ['input', 'operator', 'businessLine', 'orgUnit', 'date'] as const;
/** More columns than tables that people make have. */
const MOST_COLUMNS = 500;

/** What the columns of a table hold. */
export interface ImportMap {
  /** By titles: a field of an observation, or the key of an input. */
  columns: Readonly<Record<string, string>>;
  /** Fields that are the same in every row. */
  constants: Readonly<Record<string, string>>;
}

/** A title as it is compared: in any case and width, with or without spaces, hyphens and underscores. */
export const normalTitle = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');

const schema = z.strictObject(
  {
    columns: z.record(line(200), z.string({ error: expected('a field or an input') }), {
      error: expected('an object of titles and what they hold'),
    }),
    constants: z
      .record(z.string(), line(200), { error: expected('an object of fields and texts') })
      .default({}),
  },
  { error: expected('an object like { "columns": { "Date": "date" }, "constants": { "operator": "…" } }') },
);

/** The map that was sent, or everything that is wrong with it. */
export function importMapOf(literal: unknown, reference: Reference): ImportMap | Problem[] {
  const { data, error } = schema.safeParse(literal);
  if (!data) return error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  const problems = [
    ...Object.entries(data.columns).flatMap(([title, to]) => targetProblems(title, to, reference)),
    ...titleProblems(Object.entries(data.columns)),
    ...constantProblems(data.constants, reference),
    ...lacking(data),
  ];
  return problems.length > 0 ? problems : data;
}

const isField = (name: string): boolean => (FIELDS as readonly string[]).includes(name);

function targetProblems(title: string, to: string, { inputs }: Reference): Problem[] {
  if (isField(to) || inputs.has(to)) return [];
  const message = `${unknownCode('input', to, [...FIELDS, ...inputs.keys()])}; a column holds one of ${FIELDS.join(', ')}, or the values of an input`;
  return [{ path: ['columns', title], message }];
}

function titleProblems(columns: readonly [title: string, to: string][]): Problem[] {
  if (columns.length > MOST_COLUMNS)
    return [{ path: ['columns'], message: `${columns.length} columns; at most ${MOST_COLUMNS}` }];
  const titles = columns.map(([title]) => normalTitle(title));
  return columns.flatMap(([title, to], at) => {
    const sameTitle = titles.indexOf(titles[at]!) !== at;
    const sameTarget = columns.findIndex((it) => it[1] === to) !== at;
    return [
      ...(sameTitle ? ['this title stands twice: case, width and spaces make no difference'] : []),
      ...(sameTarget ? [`another column holds ${shown(to)} already`] : []),
    ].map((message) => ({ path: ['columns', title], message }));
  });
}

function constantProblems(constants: Readonly<Record<string, string>>, reference: Reference): Problem[] {
  const { input, operator, businessLine, orgUnit, date } = constants;
  const unknown = Object.keys(constants).filter((it) => !(CONSTANTS as readonly string[]).includes(it));
  const problems = unknown.map((it) => ({
    path: ['constants', it],
    message: `expected one of ${CONSTANTS.join(', ')}`,
  }));
  const at = (name: string, message: string) => problems.push({ path: ['constants', name], message });
  if (input !== undefined && !reference.inputs.has(input))
    at('input', unknownCode('input', input, reference.inputs.keys()));
  if (date !== undefined && !isDate(date)) at('date', `${shown(date)} is not a date; write it as 2026-11-22`);
  if (operator !== undefined) {
    const scope = findScope(reference, { operator, businessLine, orgUnit });
    if (Array.isArray(scope)) for (const it of scope) at(it.field, it.message);
  }
  return problems;
}

/** What an observation needs and the map does not say, or says twice. */
function lacking({ columns, constants }: ImportMap): Problem[] {
  const held = new Set(Object.values(columns));
  const isWide = Object.values(columns).some((it) => !isField(it));
  const twice = Object.keys(constants).filter((it) => held.has(it));
  const problems = twice.map((it) => ({
    path: ['constants', it],
    message: 'a column holds it as well; leave one of both out',
  }));
  const needed = isWide ? ['operator', 'date'] : ['input', 'operator', 'date', 'value'];
  for (const name of needed)
    if (!held.has(name) && constants[name] === undefined)
      problems.push({
        path: ['columns'],
        message: `nothing says the ${name}: name its column, or a constant`,
      });
  if (isWide && (held.has('value') || held.has('input') || constants['input'] !== undefined))
    problems.push({
      path: ['columns'],
      message: 'columns hold the values of inputs, so none is the input or the value of a row as well',
    });
  return problems;
}
