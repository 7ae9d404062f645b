import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hall-complaint-onsite-resolution-rate',
  name: { en: 'Hall complaints resolved on site', zh: '营业厅投诉现场解决率' },
  description:
    'Share of complaints brought to a hall in person and settled during the same visit. ' +
    'Sending an angry customer to the hotline makes two complaints of one.',
  dimension: 'COMPLAINT',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * hallComplaintsResolvedOnSite / hallComplaintsReceived',
  threshold: { atLeast: { warning: 85, critical: 75 } },
  scoring: { zero: 50, full: 98 },
  weight: 3,
  sources: [
    {
      reference: 'Ofcom customer service satisfaction 2014',
      says:
        'speed of dealing with the issue and the ability of the ' +
        'adviser are scored parts of customer service',
    },
    { reference: 'judgement', says: 'limits 85 and 75' },
  ],
  examples: [
    { inputs: { hallComplaintsResolvedOnSite: 90, hallComplaintsReceived: 100 }, value: 90, status: 'OK' },
    {
      inputs: { hallComplaintsResolvedOnSite: 70, hallComplaintsReceived: 100 },
      value: 70,
      status: 'CRITICAL',
    },
    {
      inputs: { hallComplaintsResolvedOnSite: 0, hallComplaintsReceived: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});
