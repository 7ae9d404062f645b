/** What an export is asked for, in the parameters of its address: checked as a whole, and every problem told at once. */
import { shown } from '../../kpi/fields.ts';
import { suggestion } from '../../kpi/nearest.ts';
import { isDate } from '../../kpi/period.ts';
import {
  DIMENSIONS,
  type Grain,
  GRAINS,
  type Locale,
  PROCESSES,
  SEVERITIES,
  STATUSES,
} from '../../kpi/vocabulary.ts';
import { unknownCode } from '../../world/scope.ts';
import type { BreachView } from '../../store/breachList.ts';
import type { World } from '../../world/world.ts';

const BREACH_STATES: readonly BreachView['state'][] = ['OPEN', 'ACKNOWLEDGED', 'RESOLVED'];

/** What is wrong with a parameter, or with the path. */
export interface AskedProblem {
  /** The parameter; `path` for the name of the file. */
  argument: string;
  message: string;
}

/** Says what is wrong with one value of a parameter; null where nothing is. */
type Check = (text: string, world: World) => string | null;

const oneOf =
  (words: readonly string[]): Check =>
  (text) =>
    words.includes(text) ? null : `expected one of ${words.join(', ')}, got ${shown(text)}`;

const code =
  (what: string, known: (world: World) => Iterable<string>): Check =>
  (text, world) => {
    const codes = new Set(known(world));
    return codes.has(text) ? null : unknownCode(what, text, codes);
  };

const date: Check = (text) =>
  isDate(text) ? null : `expected a date of the calendar, such as 2013-06-30, got ${shown(text)}`;

const unitsIn = ({ reference }: World) =>
  [...reference.placeById.values()].flatMap((it) => (it.code === null ? [] : [it.code]));

/** The filters that may be given more than once: what matches one of the values passes. */
const LISTS = {
  operator: code('operator', ({ reference }) => reference.operators.keys()),
  orgUnit: code('unit', unitsIn),
  businessLine: code('business line', ({ reference }) => reference.lines.keys()),
  kpi: code('KPI', ({ kpis, retired }) => [...kpis, ...retired].map((it) => it.kpi.definition.code)),
  input: code('input', ({ reference }) => reference.inputs.keys()),
  process: oneOf(PROCESSES),
  dimension: oneOf(DIMENSIONS),
  status: oneOf(STATUSES),
  severity: oneOf(SEVERITIES),
  state: oneOf(BREACH_STATES),
} satisfies Record<string, Check>;

/** What may be given once. */
const SINGLE = { grain: oneOf(GRAINS), from: date, to: date } satisfies Record<string, Check>;

/** How the file is written: any export may be asked for these. */
const FORM = { lang: oneOf(['en', 'zh']), bom: oneOf(['0', '1']) } satisfies Record<string, Check>;

type ListName = keyof typeof LISTS;

/** The name of a filter. */
export type ParameterName = ListName | keyof typeof SINGLE;

/** What is asked for: of each list a value that matches, null where it was not given. */
export interface Asked extends Readonly<Record<ListName, readonly string[] | null>> {
  /** Null where it was not given, which only some kinds allow. */
  grain: Grain | null;
  /** Days, both inclusive; null where they were not given. */
  from: string | null;
  to: string | null;
}

/** How the file is written. */
export interface Form {
  locale: Locale;
  /** Whether a text begins with the mark that tells some programs that it is UTF-8. */
  hasMark: boolean;
}

const CHECKS: Readonly<Record<string, Check>> = { ...LISTS, ...SINGLE, ...FORM };

/** What the parameters ask for, or every problem with them. */
export function readAsked(
  query: URLSearchParams,
  { parameters, required }: { parameters: readonly ParameterName[]; required: readonly ParameterName[] },
  world: World,
): { asked: Asked; form: Form } | AskedProblem[] {
  const known = [...parameters, ...Object.keys(FORM)];
  const problems = [
    ...unknownIn(query, known),
    ...required
      .filter((name) => !query.has(name))
      .map((argument) => ({ argument, message: `this has to be given${example(argument)}` })),
    ...known.flatMap((name) => problemsOf(name, query.getAll(name), world)),
  ];
  const [from, to] = [query.get('from'), query.get('to')];
  if (problems.length === 0 && from && to && from > to)
    problems.push({ argument: 'to', message: `${to} is before ${from}, where the range begins` });
  if (problems.length > 0) return problems;
  const lists = Object.keys(LISTS).map((name) => [name, query.has(name) ? query.getAll(name) : null]);
  const asked = { ...Object.fromEntries(lists), grain: query.get('grain'), from, to } as Asked;
  return {
    asked,
    form: { locale: query.get('lang') === 'zh' ? 'ZH' : 'EN', hasMark: query.get('bom') === '1' },
  };
}

const example = (name: ParameterName): string => (name === 'grain' ? `: one of ${GRAINS.join(', ')}` : '');

function unknownIn(query: URLSearchParams, known: readonly string[]): AskedProblem[] {
  return [...new Set(query.keys())]
    .filter((name) => !known.includes(name))
    .map((name) => ({
      argument: name,
      message: `there is no parameter ${shown(name)}${suggestion(name, known) || '.'} The parameters are ${known.join(', ')}.`,
    }));
}

function problemsOf(name: string, texts: readonly string[], world: World): AskedProblem[] {
  const problems = [...new Set(texts)].flatMap((text) => CHECKS[name]!(text, world) ?? []);
  if (texts.length > 1 && !Object.hasOwn(LISTS, name)) problems.push('this is given once');
  return problems.map((message) => ({ argument: name, message }));
}
