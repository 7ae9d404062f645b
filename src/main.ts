#!/usr/bin/env node
/** The program: the command line, and behind `serve` and `migrate` the server, which is loaded only for them. */
import { run } from './cli/run.ts';

const server = () => import('./serve.ts');

process.exitCode = await run(process.argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  authoring: async () =>
    (await import('./registry/authoring.ts')).createAuthoring(process.cwd(), process.env),
  serve: async ({ env }) => (await server()).serve(env),
  migrate: async ({ env }) => (await server()).migrate(env),
});
