/**
 * Compiles a plugin that did not come with the product, so that TypeScript and `#kpi` work in it wherever it lies
 * and however this program was started.
 */
import type { BuildFailure, Message, Plugin } from 'esbuild';

/** What `#kpi` and `kpi-matrix` mean outside this repository: the same two identities, without reaching into the product. */
const LANGUAGE = 'export const defineKpi = (kpi) => kpi; export const defineInputs = (inputs) => inputs;';

const language: Plugin = {
  name: '#kpi',
  setup(build) {
    build.onResolve({ filter: /^(#kpi|kpi-matrix)$/ }, () => ({ path: '#kpi', namespace: 'language' }));
    build.onLoad({ filter: /.*/, namespace: 'language' }, () => ({ contents: LANGUAGE }));
  },
};

/**
 * Bundles a file or package, resolved from `folder`, and imports the result.
 * Rejects with an error whose message names every place that does not compile, or with what the module throws.
 */
export async function importBundled(entry: string, folder: string): Promise<Record<string, unknown>> {
  const code = await compile(entry, folder);
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

async function compile(entry: string, folder: string): Promise<string> {
  // Loaded only here: most starts have nothing to compile and need not wait for the compiler.
  const { build } = await import('esbuild');
  const options = { bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20' } as const;
  const result = await build({
    ...options,
    entryPoints: [entry],
    absWorkingDir: folder,
    plugins: [language],
    logLevel: 'silent',
  }).catch((failure: BuildFailure) => {
    throw new Error(failure.errors.map(place).join('; '));
  });
  return result.outputFiles[0]?.text ?? '';
}

const place = ({ text, location }: Message): string =>
  location ? `line ${location.line}, column ${location.column + 1}: ${text}` : text;
