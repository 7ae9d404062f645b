/** Which file somebody wants: its kind and format by the path, what is in it by the parameters. */
import { suggestion } from '../../kpi/nearest.ts';
import { shown } from '../../kpi/fields.ts';
import type { World } from '../../world/world.ts';
import { type Asked, type AskedProblem, type Form, readAsked } from './asked.ts';
import type { Format } from './format.ts';
import { FORMATS } from './formats.ts';
import type { Kind } from './kind.ts';
import { KINDS } from './kinds.ts';

/** A file that can be written. */
export interface Wanted {
  /** Of the kind. */
  name: string;
  /** Of the file. */
  fileName: string;
  kind: Kind;
  format: Format;
  asked: Asked;
  form: Form;
}

/** What the name of a file and the parameters ask for, or every problem with them. */
export function wantedOf(fileName: string, query: URLSearchParams, world: World): Wanted | AskedProblem[] {
  const dot = fileName.lastIndexOf('.');
  const [name, end] = dot === -1 ? [fileName, ''] : [fileName.slice(0, dot), fileName.slice(dot + 1)];
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  const format = Object.hasOwn(FORMATS, end) ? FORMATS[end] : undefined;
  const problems: AskedProblem[] = [
    ...(kind ? [] : [unknown('export', name, Object.keys(KINDS))]),
    ...(format ? [] : [unknown('format', end, Object.keys(FORMATS))]),
  ];
  if (!kind) return problems;
  const read = readAsked(query, kind, world);
  if (Array.isArray(read)) return [...problems, ...read];
  if (format && read.form.hasMark && !format.hasMark)
    problems.push({ argument: 'bom', message: 'only a CSV file begins with this mark; leave it out' });
  if (!format || problems.length > 0) return problems;
  return { name, fileName, kind, format, ...read };
}

const unknown = (what: string, name: string, known: readonly string[]): AskedProblem => ({
  argument: 'path',
  message: `there is no ${what} ${shown(name)}${suggestion(name, known) || '.'} There are ${known.join(', ')}: /export/measurements.csv.`,
});
