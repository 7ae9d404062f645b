import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, ExitError } from '../exit.ts';
import { counted } from '../figure.ts';
import type { Io } from '../io.ts';
import { print, printable } from '../print.ts';
import { type Server, serverAt } from '../server.ts';
import { attempts } from './attempts.ts';
import { derivedKey } from './idempotencyKey.ts';
import { readImportMap } from './importMap.ts';
import { printProblems, problemsIn, refusedIn } from './problemFile.ts';
import { progressOf } from './progress.ts';
import { checkRejectsPath, defaultRejectsPath, writeRejects } from './rejects.ts';
import type { Receipt, Refusal } from './reply.ts';
import { type Format, openRowFile, type RowFile } from './rowFile.ts';
import { type Load, upload } from './upload.ts';

/** The options of `record` as commander hands them over. */
export interface RecordOptions {
  url?: string;
  key?: string;
  source?: string;
  format?: Format;
  skipInvalid?: true;
  rejects?: string;
  charset?: string;
  sheet?: string;
  map?: string;
  mapName?: string;
  retries: number;
  quiet?: true;
}

/** What a recording is made of, besides its options. */
interface Recording extends RecordOptions {
  io: Io;
  signal: AbortSignal;
}

/** Sends a file, tells what came of it, and keeps the rows that were left out. Throws an ExitError when nothing was recorded. */
export async function record(file: string, recording: Recording): Promise<void> {
  const { io, url, format, signal, skipInvalid } = recording;
  if (recording.rejects && !skipInvalid) throw new ExitError(EXIT.USAGE, '--rejects needs --skip-invalid');
  if (recording.map !== undefined && recording.mapName !== undefined)
    throw new ExitError(EXIT.USAGE, 'give --map or --map-name, not both');
  const server = serverAt(url, io.env);
  const scratch = await mkdtemp(join(tmpdir(), 'kpi-matrix-'));
  try {
    const rows = await openRowFile({ file, format, stdin: io.stdin ?? process.stdin, scratch, signal });
    const rejects = recording.rejects ?? defaultRejectsPath(rows.name, rows.format);
    if (recording.rejects && !rows.hasLines)
      throw new ExitError(EXIT.USAGE, `--rejects copies lines of text; ${MENDED_WHOLE}`);
    if (skipInvalid && rows.hasLines) await checkRejectsPath(rejects, file);
    const load = await prepared(rows, server, scratch, recording);
    await told(await sent(load, recording), load, rejects, recording);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function prepared(
  file: RowFile,
  server: Server,
  scratch: string,
  { source, charset, sheet, mapName, map: mapFile, key, skipInvalid, signal }: Recording,
): Promise<Load> {
  const url = server.endpoint('observations');
  const map = mapFile === undefined ? null : await readImportMap(mapFile);
  for (const [name, value] of Object.entries({ source, charset, sheet, map: mapName }))
    if (value !== undefined) url.searchParams.set(name, value);
  url.searchParams.set('invalid', skipInvalid ? 'skip' : 'refuse');
  return {
    file,
    server,
    url,
    key: key ?? (await derivedKey(file, { url, map, signal })),
    map,
    problemPath: join(scratch, 'problems'),
  };
}

async function sent(load: Load, { io, quiet, retries, signal }: Recording): Promise<Receipt | Refusal> {
  const progress = await progressOf(load.file, io, quiet ?? false);
  try {
    return await attempts(() => upload(load, progress, signal), {
      retries,
      signal,
      onRetry: ({ reason }, retry, pauseMs) =>
        progress.note(`${reason}; trying again in ${pauseMs / 1000} s (${retry} of ${retries})`),
    });
  } finally {
    progress.stop();
  }
}

async function told(
  outcome: Receipt | Refusal,
  load: Load,
  rejects: string,
  recording: Recording,
): Promise<void> {
  const { io, quiet } = recording;
  const listed = await printProblems(problemsIn(load.problemPath), load.file.name, io.stderr);
  if (outcome.kind === 'refusal') throw refused(outcome, listed);
  if (!quiet) await print(io.stdout, summary(outcome));
  if (!quiet && outcome.warnings > 0) await print(io.stderr, implausible(outcome));
  if (outcome.invalid === 0) return;
  if (listed === 0) return print(io.stderr, alreadyRecorded(outcome));
  if (!load.file.hasLines) return print(io.stderr, `${leftOut(outcome)}; ${MENDED_WHOLE}`);
  await kept(load, rejects, outcome);
  if (!quiet) await print(io.stderr, `${leftOut(outcome)}; mend them in ${rejects} and record that file`);
}

async function kept({ file, problemPath }: Load, rejects: string, { header }: Receipt): Promise<void> {
  try {
    await writeRejects(file, refusedIn(problemPath), rejects, header);
  } catch (cause) {
    const advice = 'fix that, and send the file with another --key: the good rows will be unchanged';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExitError(
      EXIT.FAILED,
      `recorded, but the bad rows are not in ${rejects}: ${reason}\n${advice}`,
      { cause },
    );
  }
}

const summary = ({ batchId, inserted, replaced, unchanged, withdrawn }: Receipt): string =>
  `recorded: ${inserted} new, ${replaced} replaced, ${unchanged} unchanged, ${withdrawn} withdrawn (batch ${printable(batchId)})`;

const implausible = ({ warnings }: Receipt): string =>
  `${counted(warnings, 'row')} recorded and yet implausible, see above: look at their source`;

/** What is said where no file of bad rows is made. */
const MENDED_WHOLE =
  'mend them in the file itself and record it again: the rows that are recorded stay unchanged';

const leftOut = ({ invalid }: Receipt): string => `${counted(invalid, 'bad row')} left out`;

/** The server gives the first answer again to a key it knows, without the list of rows. */
const alreadyRecorded = (receipt: Receipt): string =>
  `${leftOut(receipt)} when this file was first recorded; they are not listed again (--key sends it as a new load)`;

const REFUSALS = new Map<string, number>([
  ['VALIDATION', EXIT.REFUSED],
  ['CONFLICT', EXIT.REFUSED],
  ['BAD_REQUEST', EXIT.USAGE],
]);

function refused({ error, message }: Refusal, listed: number): ExitError {
  const code = REFUSALS.get(error) ?? EXIT.FAILED;
  const advice =
    listed > 0
      ? `\n${counted(listed, 'problem')}: mend them, or record the good rows with --skip-invalid`
      : '';
  return new ExitError(code, `nothing was recorded: ${printable(message)}${advice}`);
}
