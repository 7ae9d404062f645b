import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'service-standard-coverage-rate',
  name: { en: 'Service standard coverage', zh: '服务规范覆盖率' },
  description:
    'Share of listed key service flows with a customer-led standard in force in all channels. ' +
    'Without a standard each hall and agent serves in its own way.',
  dimension: 'OPERATIONS',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * keyServicesWithStandard / keyServicesListed',
  threshold: { atLeast: { warning: 100, critical: 80 } },
  scoring: { zero: 40, full: 100 },
  weight: 2,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'service blueprints led to standards for nine sub-services of three key businesses',
    },
    {
      reference: 'Shanghai Unicom 2013',
      says: 'one service standard was set for app, text-message and web service',
    },
    { reference: 'judgement', says: 'warning limit 100 is the plan; critical limit 80' },
  ],
  examples: [
    { inputs: { keyServicesWithStandard: 9, keyServicesListed: 9 }, value: 100, status: 'OK' },
    {
      inputs: { keyServicesWithStandard: 7, keyServicesListed: 9 },
      value: 77.7777777778,
      status: 'CRITICAL',
    },
    { inputs: { keyServicesWithStandard: 0, keyServicesListed: 0 }, value: null, status: 'NO_DATA' },
  ],
});
