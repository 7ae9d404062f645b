import { PassThrough, Readable, Writable } from 'node:stream';
import type { Environment, Io, Output } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

/** What a command line left behind. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** How it is run; plain pipes and an empty environment unless said otherwise. */
export interface Setting extends Partial<
  Pick<
    Io,
    | 'serve'
    | 'migrate'
    | 'retire'
    | 'rotateSecrets'
    | 'tokens'
    | 'doctor'
    | 'schema'
    | 'bi'
    | 'biText'
    | 'now'
    | 'authoring'
  >
> {
  env?: Environment;
  stdin?: string | Buffer;
  /** In place of one that keeps what is written. */
  stdout?: Output;
  terminal?: boolean;
  /** Sees what is written to stderr, as it is written. */
  watch?(text: string): void;
}

class Memory extends Writable {
  text = '';
  constructor(
    readonly isTTY: boolean,
    readonly watch?: (text: string) => void,
  ) {
    super({ decodeStrings: false });
  }
  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.watch?.(chunk.toString());
    done();
  }
}

const notExpected = (): Promise<never> =>
  Promise.reject(new Error('the server side was not expected to run'));

/** Runs `kpi-matrix` with these arguments inside this process. */
export async function kpiMatrix(args: readonly string[], setting: Setting = {}): Promise<Ended> {
  const stdout = new Memory(setting.terminal ?? false);
  const stderr = new Memory(setting.terminal ?? false, setting.watch);
  const code = await run(['node', 'kpi-matrix', ...args], {
    stdout: setting.stdout ?? (stdout as Output),
    stderr: stderr as Output,
    stdin:
      setting.stdin === undefined ? new PassThrough().end() : Readable.from([Buffer.from(setting.stdin)]),
    env: setting.env ?? {},
    now: setting.now,
    ...(setting.authoring && { authoring: setting.authoring }),
    serve: setting.serve ?? notExpected,
    migrate: setting.migrate ?? notExpected,
    retire: setting.retire ?? notExpected,
    tokens: setting.tokens ?? notExpected,
    doctor: setting.doctor ?? notExpected,
    schema: setting.schema ?? notExpected,
    bi: setting.bi ?? notExpected,
    biText: setting.biText ?? notExpected,
    rotateSecrets: setting.rotateSecrets ?? notExpected,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
