import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-simulated-test-pass-rate',
  name: { en: 'Value-added simulated test pass rate', zh: '增值业务模拟测试合格率' },
  description:
    'Share of simulated orders, uses, charges and cancellations that behaved by the rules. ' +
    'It catches an offending provider before customers do.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'PRESALE',
  businessLines: ['value-added'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * vasTestsPassed / vasTestsRun',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 85, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'simulated testing of value-added services brought the number of offending providers to 0',
    },
    { reference: 'judgement', says: 'limits 98 and 95' },
  ],
  examples: [
    { inputs: { vasTestsPassed: 198, vasTestsRun: 200 }, value: 99, status: 'OK' },
    { inputs: { vasTestsPassed: 188, vasTestsRun: 200 }, value: 94, status: 'CRITICAL' },
    { inputs: { vasTestsPassed: 0, vasTestsRun: 0 }, value: null, status: 'NO_DATA' },
  ],
});
