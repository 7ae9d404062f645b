/** A KPI registered over the sample's history has the figures of the same definition that was there from the start, in a file. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { sampleObservations } from '../../../src/sample/observations.ts';
import { sampleReference } from '../../../src/sample/reference.ts';
import { exporting, folderWith } from '../../registry/fixtures.ts';
import { type Api, type Loose, productRegistry, startApi } from '../api.ts';

const LAST_DAY = '2026-11-22';
const FIRST_DAY = '2025-10-01';

/** On some lines, with a parameter, a sample, and another KPI below it. */
const DEFINITION = {
  code: 'kept-promises',
  name: { en: 'Kept promises', zh: '承诺兑现' },
  description: 'Installations and repairs at the time that was promised.',
  ...{
    dimension: 'OPERATIONS',
    process: 'NETWORK',
    lifecycleStage: 'USAGE',
    cadence: 'DAY',
    unit: 'percent',
  },
  formula: 'share * faultRepairTimelinessRate + (1 - share) * 100 * installationsOnTime / installationsDue',
  businessLines: ['broadband', 'iptv', 'enterprise'],
  parameters: { share: 0.25 },
  threshold: { atLeast: { warning: 85, critical: 80 } },
  scoring: [
    { value: 60, score: 0 },
    { value: 96, score: 100 },
  ],
  minimumSample: { input: 'installationsDue', count: 20 },
  examples: [{ inputs: {}, value: null, status: 'NO_DATA' }],
};

const INPUT = {
  ...DEFINITION,
  parameters: [{ name: 'share', value: 0.25 }],
  threshold: undefined,
  limits: [
    { severity: 'WARNING', side: 'BELOW', value: 85 },
    { severity: 'CRITICAL', side: 'BELOW', value: 80 },
  ],
  examples: [{ inputs: [], value: null, status: 'NO_DATA' }],
};

let registered: Api;
let inFile: Api;
beforeAll(async () => {
  const folder = await folderWith({ 'kept-promises.js': exporting(DEFINITION) });
  registered = await startApi();
  const registry = await productRegistry(folder);
  const inputs = registry.byCode.get(DEFINITION.code)!.allInputs;
  inFile = await startApi({ registry });
  await rm(folder, { recursive: true });
  for (const api of [registered, inFile]) {
    await defineReference(api.engine, sampleReference());
    const observations = [...sampleObservations({ lastDay: LAST_DAY })].flat();
    const read = observations.filter((it) => inputs.includes(it.input));
    for (let at = 0; at < read.length; at += 10_000) await api.record(read.slice(at, at + 10_000));
  }
  const { registerKpi } = await registered.dataOf<Loose>(
    'mutation ($input: KpiDefinitionInput!) { registerKpi(input: $input) { __typename ... on ValidationError { problems { path message } } } }',
    { input: INPUT },
  );
  expect(registerKpi).toEqual({ __typename: 'RegisterKpiSuccess' });
  await registered.engine.drain();
}, 240_000);
afterAll(() => Promise.all([registered.close(), inFile.close()]));

const SCOPES = `{ businessLines { code } operators { code orgUnits(first: 500) { edges { node { code } } } } }`;

const trendsOf = (scope: string) =>
  ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'].map(
    (
      grain,
    ) => `${grain}: trend(scope: ${scope}, range: { grain: ${grain}, from: "${FIRST_DAY}", to: "${LAST_DAY}" }) {
      period { label } value status score sampleSize inputs { input { key } value } }`,
  );

test('the whole history, at every grain and every scope', async () => {
  const { businessLines, operators } = await registered.dataOf<Loose>(SCOPES);
  const lines = ['', ...businessLines.map((it: Loose) => `, businessLine: "${it.code}"`)];
  let figures = 0;
  for (const { code, orgUnits } of operators) {
    const units = ['', ...orgUnits.edges.map((it: Loose) => `, orgUnit: "${it.node.code}"`)];
    for (const place of units.flatMap((unit) => lines.map((line) => unit + line))) {
      const query = `{ kpiDefinition(code: "${DEFINITION.code}") { ${trendsOf(`{ operator: "${code}"${place} }`).join(' ')} } }`;
      const [one, other] = [await registered.dataOf<Loose>(query), await inFile.dataOf<Loose>(query)];
      expect(one, code + place).toEqual(other);
      const points = Object.values(one.kpiDefinition as Record<string, Loose[]>).flat();
      figures += points.filter((it) => it.value !== null).length;
    }
  }
  expect(figures).toBeGreaterThan(1000);
}, 240_000);
