import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { EXIT, ExitError } from './exit.ts';
import { ask } from './graphql.ts';
import type { Io } from './io.ts';
import { SERVER_ENVIRONMENT_HELP, urlOption } from './options.ts';
import { print, printable } from './print.ts';
import { serverAt } from './server.ts';

const HELP = `
The file is JSON with lists, each of which may be left out:

  { "operators":     [{ "code": "china-mobile", "name": { "en": "China Mobile", "zh": "中国移动" }, "isOwn": true }],
    "orgUnits":      [{ "code": "north", "operator": "china-mobile", "name": { "en": "North", "zh": "北方" } },
                      { "code": "beijing", "operator": "china-mobile", "parent": "north",
                        "name": { "en": "Beijing", "zh": "北京" } }],
    "businessLines": [{ "code": "fttr", "parent": "broadband", "name": { "en": "FTTR", "zh": "全光组网" } }],
    "inputs":        [{ "key": "callBacksMade", "name": { "en": "Call-backs made", "zh": "完成回拨量" }, "unit": "calls",
                        "timeAggregation": "SUM", "spaceAggregation": "SUM" }] }

What is there already is brought up to date; all of a file is defined or nothing. A sent file may be sent again.

Examples:
  $ kpi-matrix define operators.json
  $ kpi-matrix define - < operators.json

Exit codes: 0 defined, 4 refused (every problem is listed), 5 server not reachable, 2 wrong usage.`;

const MUTATION = `mutation Define($input: DefineReferenceDataInput!) {
  defineReferenceData(input: $input) {
    __typename
    ... on DefineReferenceDataSuccess {
      operators { code }
      businessLines { code }
      orgUnits { code }
      inputs { key }
    }
    ... on ValidationError { message problems { path message } }
    ... on ConflictError { message }
  }
}`;

/** The lists of a file, and what one and several of them are called. */
const LISTS = [
  ['operators', 'operator', 'operators'],
  ['orgUnits', 'unit', 'units'],
  ['businessLines', 'line', 'lines'],
  ['inputs', 'input', 'inputs'],
] as const;

interface Answer {
  defineReferenceData: {
    message?: string;
    problems?: { path: string[]; message: string }[];
  } & Partial<Record<(typeof LISTS)[number][0], object[]>>;
}

/** Adds `kpi-matrix define`. */
export function addDefine(program: Command, io: Io): void {
  program
    .command('define')
    .argument('<file>', 'a JSON file, or - for the standard input')
    .summary('define operators, units, lines and inputs')
    .description('Sends a file of operators, units, business lines and inputs to a running server.')
    .addOption(urlOption())
    .addHelpText('after', HELP + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((file: string, { url }: { url?: string }) => define(file, url, io));
}

async function define(file: string, url: string | undefined, io: Io): Promise<void> {
  const name = file === '-' ? 'standard input' : file;
  const input = parsedFile(await contentOf(file, name, io), name);
  const { defineReferenceData: answer } = await ask<Answer>(serverAt(url, io.env), MUTATION, { input });
  if (answer.message !== undefined) throw refused(name, answer.message, answer.problems ?? []);
  const counts = LISTS.flatMap(([list, one, many]) => {
    const count = answer[list]?.length ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  await print(io.stdout, `defined: ${counts.join(', ')}`);
}

async function contentOf(file: string, name: string, io: Io): Promise<string> {
  if (file === '-') return text(io.stdin ?? process.stdin);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ExitError(EXIT.USAGE, `${printable(name)} cannot be read: ${error.code ?? error.message}`);
  });
}

function parsedFile(content: string, name: string): object {
  try {
    const found = JSON.parse(content.replace(/^\uFEFF/, '')) as unknown;
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  } catch (error) {
    throw new ExitError(
      EXIT.REFUSED,
      `${printable(name)} is no JSON: ${printable((error as Error).message)}`,
    );
  }
  throw new ExitError(
    EXIT.REFUSED,
    `${printable(name)}: expected an object with lists, such as { "operators": [ … ] }`,
  );
}

function refused(name: string, message: string, problems: { path: string[]; message: string }[]): ExitError {
  const lines = problems.map((it) => `${name}: ${it.path.join('.')}: ${it.message}`);
  return new ExitError(EXIT.REFUSED, [...lines, message].map(printable).join('\n'));
}
