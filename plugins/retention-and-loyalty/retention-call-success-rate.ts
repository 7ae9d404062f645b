import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'retention-call-success-rate',
  name: { en: 'Retention call success rate', zh: '到期维系外呼成功率' },
  description:
    'Share of connected retention calls that ended with a renewal. ' +
    'It covers customers whose contract ended without renewal.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile', 'broadband'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * contractsRenewedByCall / retentionCallsConnected',
  threshold: { atLeast: { warning: 51, critical: 40 } },
  scoring: { zero: 20, full: 75 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'calls to users whose contract had expired without renewal succeeded in 51% of cases',
    },
    { reference: 'judgement', says: 'critical limit 40' },
  ],
  examples: [
    { inputs: { contractsRenewedByCall: 540, retentionCallsConnected: 1000 }, value: 54, status: 'OK' },
    { inputs: { contractsRenewedByCall: 450, retentionCallsConnected: 1000 }, value: 45, status: 'WARNING' },
    { inputs: { contractsRenewedByCall: 0, retentionCallsConnected: 0 }, value: null, status: 'NO_DATA' },
  ],
});
