import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'expiring-contract-contact-rate',
  name: { en: 'Expiring contract contact rate', zh: '合约到期前触达率' },
  description:
    'Share of expiring contracts whose holder was contacted about renewal before the end date. ' +
    'Retention that starts after the end is rescue.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile', 'broadband'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * expiringContractsContacted / contractsExpiring',
  threshold: { atLeast: { warning: 95, critical: 85 } },
  scoring: { zero: 50, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'customer-side service study',
      says: 'customers with a contract are offered renewal at home before it ends',
    },
    {
      reference: 'Shanghai Unicom 2013',
      says: 'retention actions and duties of each channel were laid down',
    },
    { reference: 'judgement', says: 'limits 95 and 85' },
  ],
  examples: [
    { inputs: { expiringContractsContacted: 9700, contractsExpiring: 10_000 }, value: 97, status: 'OK' },
    {
      inputs: { expiringContractsContacted: 8200, contractsExpiring: 10_000 },
      value: 82,
      status: 'CRITICAL',
    },
    { inputs: { expiringContractsContacted: 0, contractsExpiring: 0 }, value: null, status: 'NO_DATA' },
  ],
});
