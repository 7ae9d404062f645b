import { describe, expect, test } from 'vitest';
import { type KpiLiteral, kpiSchema } from '../../src/kpi/definition.ts';
import { camelCase } from '../../src/kpi/fields.ts';
import { otherHash, resultHash } from '../../src/kpi/hash.ts';

const literal: KpiLiteral = {
  code: 'answer-rate',
  name: { en: 'Answer rate', zh: '接通率' },
  description: 'The share of calls that a person answers.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'DAY',
  unit: 'percent',
  formula: 'goal * answered / offered',
  parameters: { goal: 100 },
  threshold: { atLeast: { warning: 85, critical: 80 } },
  scoring: { zero: 60, full: 96 },
};

const hashes = (changes: Partial<KpiLiteral>) => {
  const definition = kpiSchema.parse({ ...literal, ...changes });
  return { result: resultHash(definition), other: otherHash(definition) };
};
const base = hashes({});

describe('the version of a KPI', () => {
  test.each<Partial<KpiLiteral>>([
    { formula: '100 * goal * answered / offered' },
    { parameters: { goal: 99 } },
    { threshold: { atLeast: { warning: 86, critical: 80 } } },
    { threshold: { atLeast: { warning: 85, critical: 80 }, consecutive: 2 } },
    { minimumSample: { input: 'offered', count: 30 } },
    { businessLines: ['mobile'] },
    { cadence: 'MONTH' },
    { scoring: { zero: 61, full: 96 } },
  ])('rises and history is computed again with %j', (changes) => {
    expect(hashes(changes).result).not.toBe(base.result);
    expect(hashes(changes).other).toBe(base.other);
  });

  test.each<Partial<KpiLiteral>>([
    { weight: 2 },
    { dimension: 'PERCEPTION' },
    { process: 'NETWORK' },
    { lifecycleStage: 'PRESALE' },
  ])('rises and takes effect at once with %j', (changes) => {
    expect(hashes(changes).result).toBe(base.result);
    expect(hashes(changes).other).not.toBe(base.other);
  });

  test.each<Partial<KpiLiteral>>([
    { name: { en: 'Other', zh: '其他' } },
    { description: 'Other.' },
    { unit: 'share' },
    { sources: [{ reference: 'a', says: 'b' }] },
    { examples: [{ inputs: {}, value: null, status: 'NO_DATA' }] },
  ])('stays with %j', (changes) => expect(hashes(changes)).toEqual(base));

  test.each<Partial<KpiLiteral>>([
    { businessLines: ['broadband', 'mobile'] },
    { threshold: { consecutive: 1, atLeast: { critical: 80, warning: 85 } } },
    { scoring: [{ value: 60, score: 0 }, { value: 96, score: 100 }] }, // prettier-ignore
    { weight: 1 },
  ])('stays when the same is only written differently: %j', (changes) =>
    expect(hashes(changes)).toEqual(base),
  );
});

test.each([
  ['call-setup-success-rate', 'callSetupSuccessRate'],
  ['hotline-answer-rate-15s', 'hotlineAnswerRate15s'],
  ['score', 'score'],
])('formulas spell %s as %s', (code, name) => expect(camelCase(code)).toBe(name));
