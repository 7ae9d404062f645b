/** Starts the command line as a process of its own, without a server side. */
import { run } from '../../src/cli/run.ts';

const none = (): Promise<never> => Promise.reject(new Error('there is no server side here'));
const { stdout, stderr, env } = process;
process.exitCode = await run(process.argv, {
  stdout,
  stderr,
  env,
  serve: none,
  migrate: none,
  retire: none,
  tokens: none,
  doctor: none,
  schema: none,
  rotateSecrets: none,
  bi: none,
  biText: none,
});
