/** Definitions that want to do harm, at the one door that files, packages, rows and registrations come through. */
import { expect, test } from 'vitest';
import { admit, type Candidate } from '../../src/kpi/admit.ts';
import { BUSINESS_LINES } from '../../src/registry/businessLines.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Definition, GOOD, hostileDefinitions } from '../support/hostileKpis.ts';
import { watchPrototypes } from '../support/prototypes.ts';

const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
const DEFINITIONS = hostileDefinitions(1000, 5);

const candidate = (value: unknown, source: string): Candidate => ({ value, origin: 'REGISTERED', source });
const known = { inputs: [...registry.inputs.values()], businessLines: BUSINESS_LINES.map((it) => it.code) };
const beside = registry.found.kpis.filter(({ source }) => source.includes('hotline-answer-rate-15s'));

/** What is wrong with a definition beside one of the product's. */
const problemsOf = (value: Definition) => admit([...beside, candidate(value, 'hostile')], known).problems;

test('the good definition that they are made from is admitted', () => expect(problemsOf(GOOD)).toEqual([]));

test('each of 1,000 is refused, with problems that name the place and can be shown', () => {
  for (const definition of DEFINITIONS) {
    const problems = problemsOf(definition);
    expect(problems.length, JSON.stringify(definition).slice(0, 2000)).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(200);
    for (const { source, message } of problems) {
      expect(source).toBe('hostile');
      expect(message.length).toBeGreaterThan(3);
      expect(message.length).toBeLessThan(1000);
      expect(message).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069\0]/u);
    }
  }
});

test('all together keep no good one out, and prototypes are as they were', () => {
  const changed = watchPrototypes();
  const candidates = DEFINITIONS.map((it, at) => candidate(it, `hostile ${at}`));
  const good = candidate({ ...GOOD, code: 'good' }, 'good');
  const { kpis, problems } = admit(
    [...beside, ...candidates.slice(500), good, ...candidates.slice(0, 500)],
    known,
  );
  expect(kpis.map((it) => it.source)).toEqual([beside[0]!.source, 'good']);
  expect(problems.filter((it) => it.source === 'good')).toEqual([]);
  expect(changed()).toEqual([]);
});

test('a cycle of a hundred, and a hundred that read two below each, cost no more than reading them', () => {
  const reading = (code: string, formula: string) =>
    candidate({ ...GOOD, code, formula, examples: [] }, code);
  const name = (at: number) => `k${at}`;
  const input = 'scale * callsOfferedToAgents';
  const cycle = Array.from({ length: 100 }, (_, at) => reading(name(at), `scale * k${(at + 1) % 100}`));
  const { problems } = admit(cycle, known);
  expect(problems).toHaveLength(100);
  expect(problems[0]!.message).toMatch(/derived from itself: k0 → k1 → .* → k0$/);
  const bomb = [reading('k0', input), reading('k1', input)];
  for (let at = 2; at < 100; at++) bomb.push(reading(name(at), `scale * (k${at - 1} + k${at - 2})`));
  const { kpis } = admit(bomb, known);
  expect(kpis).toHaveLength(100);
});
