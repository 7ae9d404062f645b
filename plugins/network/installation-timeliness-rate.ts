import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'installation-timeliness-rate',
  name: { en: 'Installation timeliness', zh: '装移机及时率' },
  description:
    'Share of fixed-access installations and moves working by the promised date. ' +
    'It is the first promise the operator keeps or breaks.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['broadband', 'fixed-voice', 'iptv', 'enterprise'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * installationsOnTime / installationsDue',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 80, full: 100 },
  weight: 5,
  sources: [
    {
      reference: '47 CFR 76.309',
      says: 'standard installations within seven business days, met at least 95% of the time',
    },
    { reference: 'TRAI QoS Regulations 2009', says: '95% of shift requests attended within 3 days' },
    { reference: 'ITU-T E.803', says: 'parameter 9: meeting the promised provisioning date' },
    {
      reference: 'MIIT Internet access service specification 2013',
      says:
        'wired access opening: 10 working days on average and 16 at most in towns, 15 and 20 in the ' +
        'country, 5 where the line exists (quoted by a secondary page that takes it for repair)',
    },
    { reference: 'judgement', says: 'critical limit 90' },
  ],
  examples: [
    { inputs: { installationsOnTime: 480, installationsDue: 500 }, value: 96, status: 'OK' },
    { inputs: { installationsOnTime: 440, installationsDue: 500 }, value: 88, status: 'CRITICAL' },
    { inputs: { installationsOnTime: 0, installationsDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});
