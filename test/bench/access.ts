/** A matrix computed anew for somebody with a token, who sees one operator, against the same for nobody in particular. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessTokens } from '../../src/engine/access/tokens.ts';
import { runHelper, startProduct } from './children.ts';
import { FRESH_MATRIX, VARIABLES } from './matrix.ts';
import { line, sideBySide } from './measure.ts';
import { processorOf } from './processes.ts';
import type { Size } from './size.ts';
import type { BenchWorld } from './world.ts';

const CONNECTIONS = 8;

/** Measures processor time of the server, without the database's. */
export async function access(bench: BenchWorld, { rounds, seconds }: Size): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kpi-matrix-bench-'));
  const product = await startProduct(bench.url, [], { RATE_LIMIT: '1000000000' });
  const body = join(folder, 'question.json');
  writeFileSync(body, JSON.stringify({ query: FRESH_MATRIX, variables: VARIABLES }));
  const grants = [{ role: 'READER' as const, operator: 'bench', orgUnit: null, businessLine: null }];
  const literal = { name: 'bench', grants, expiresAt: null };
  const made = await new AccessTokens(bench.db).create(bench.world.reference, 'bench', literal);
  if (made.outcome !== 'created') throw new Error(JSON.stringify(made.problems));
  /** Milliseconds of the processor a request. */
  const load = (settings: Record<string, string>) => async () => {
    const before = processorOf(product.pid);
    const all = { TARGET: `${product.url}/graphql`, BODY: body, SECONDS: `${seconds}`, ...settings };
    const printed = await runHelper('load', { ...all, CONNECTIONS: `${CONNECTIONS}` });
    const { answers } = JSON.parse(printed) as { answers: number };
    return ((processorOf(product.pid) - before) * 1000) / answers;
  };
  const [withToken, without] = [load({ TOKEN: made.secret }), load({})];
  await withToken();
  await without();
  const compared = await sideBySide(rounds, withToken, without);
  await product.stop();
  rmSync(folder, { recursive: true });
  return [line('a matrix anew with a token / without: processor time', compared, 'at most 1.05', 'ms')];
}
