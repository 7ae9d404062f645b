#!/usr/bin/env node
/**
 * The program: the command line, and behind `serve` and `migrate` the server, which is loaded only for them. The server runs parts of
 * itself in threads, which begin here too.
 * Nothing is imported before the version of Node is known: an older one does not know what the rest imports, and says only that.
 */
import { engines } from '../package.json';

/** The oldest; `engines` may name more after it. */
const needed = /\d+\.\d+/.exec(engines.node)![0];
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
const [neededMajor, neededMinor] = needed.split('.').map(Number) as [number, number];

if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) {
  const { isMainThread } = await import('node:worker_threads');
  if (isMainThread) await runCommand();
  else (await import('./parts/thread.ts')).runPart();
} else {
  process.stderr.write(
    `error: kpi-matrix needs Node ${needed} or later, and this is ${process.versions.node}: install a newer one, for instance from https://nodejs.org\n`,
  );
  process.exitCode = 1;
}

async function runCommand(): Promise<void> {
  const { run } = await import('./cli/run.ts');
  process.exitCode = await run(process.argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    authoring: async () =>
      (await import('./registry/authoring.ts')).createAuthoring(process.cwd(), process.env),
    serve: async ({ env, only }) => (await import('./serve.ts')).serve(env, import.meta.url, only),
    retire: async (options) => (await import('./maintain.ts')).retire(options),
    tokens: async (options) => (await import('./maintain.ts')).tokens(options),
    bi: async (options) => (await import('./bi.ts')).logins(options),
    biText: async (kind) => (await import('./store/bi/texts.ts')).BI_TEXTS[kind],
    doctor: async (options) => (await import('./doctor.ts')).examine(options),
    schema: async (form) => (await import('./schemaText.ts')).schemaText(form),
    migrate: async ({ env }) => (await import('./maintain.ts')).migrate(env),
    rotateSecrets: async ({ env }) => (await import('./maintain.ts')).rotateSecrets(env),
  });
}
