import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'e-channel-service-share',
  name: { en: 'Digital channel service share', zh: '电子渠道服务量占比' },
  description:
    'Share of all service transactions completed in digital channels. ' +
    'It shows whether customers find the convenient way and how much counter and agent time is freed.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * digitalTransactions / allChannelTransactions',
  threshold: { atLeast: { warning: 63, critical: 47 } },
  scoring: { zero: 30, full: 85 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'service share of digital channels 63%, 16 points up on the year (from 47%)',
    },
    {
      reference: 'TM Forum Business Metrics 5.5',
      says: 'CM-CE-1: distribution of contact handling across channels',
    },
    {
      reference: 'judgement',
      says: 'the levels of one operator in 2013 and the year before used as limits; set them anew',
    },
  ],
  examples: [
    { inputs: { digitalTransactions: 650_000, allChannelTransactions: 1_000_000 }, value: 65, status: 'OK' },
    {
      inputs: { digitalTransactions: 540_000, allChannelTransactions: 1_000_000 },
      value: 54,
      status: 'WARNING',
    },
    { inputs: { digitalTransactions: 0, allChannelTransactions: 0 }, value: null, status: 'NO_DATA' },
  ],
});
