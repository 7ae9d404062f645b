import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'sp-over-standard-share',
  name: { en: 'Share of service providers over the complaint standard', zh: '投诉超标SP占比' },
  description:
    'Share of active service providers whose unauthorised-subscription complaint rate exceeds the ' +
    'standard. The aim is none, because one bad provider spoils the bill of thousands.',
  dimension: 'COMPLAINT',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['value-added'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * spOverComplaintStandard / spActive',
  threshold: { atMost: { warning: 0, critical: 2 } },
  scoring: { zero: 5, full: 0 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'service providers over the standard for subscription complaints: 0',
    },
    {
      reference: 'China Unicom SP bulletin',
      says: 'providers with many compensation complaints are listed in a monthly bulletin',
    },
    { reference: 'judgement', says: 'critical limit 2' },
  ],
  examples: [
    { inputs: { spOverComplaintStandard: 0, spActive: 80 }, value: 0, status: 'OK' },
    { inputs: { spOverComplaintStandard: 1, spActive: 80 }, value: 1.25, status: 'WARNING' },
    { inputs: { spOverComplaintStandard: 0, spActive: 0 }, value: null, status: 'NO_DATA' },
  ],
});
