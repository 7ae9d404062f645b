import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'fault-repair-timeliness-rate',
  name: { en: 'Fixed-line fault repair timeliness', zh: '固网障碍修复及时率' },
  description:
    'Share of fixed-line faults, those of enterprise customers included, repaired within the ' +
    'legal limit of 48 hours in towns and 72 hours in the country. Unrepaired faults that pass ' +
    'the limit count against it.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['broadband', 'fixed-voice', 'iptv', 'enterprise'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * fixedFaultsRepairedInTime / fixedFaultsDueForRepair',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 80, full: 100 },
  weight: 5,
  sources: [
    {
      reference: 'PRC Telecommunications Regulations',
      says: 'Art. 32: repair within 48 hours in towns and 72 hours in the country',
    },
    {
      reference: 'TRAI QoS Regulations 2009',
      says: '90% of faults repaired by the next working day, all within 3 days',
    },
    { reference: 'Tanzania QoS Regulations GN 416', says: '80% within 24 hours, 90% within 48 hours' },
    { reference: 'ITU-T E.803', says: 'parameter 62: successful repairs within a specified period' },
    {
      reference: 'Ofcom automatic compensation 2017',
      says: 'compensation is due when a repair takes more than two working days',
    },
    { reference: 'judgement', says: 'warning limit 95' },
  ],
  examples: [
    { inputs: { fixedFaultsRepairedInTime: 970, fixedFaultsDueForRepair: 1000 }, value: 97, status: 'OK' },
    {
      inputs: { fixedFaultsRepairedInTime: 920, fixedFaultsDueForRepair: 1000 },
      value: 92,
      status: 'WARNING',
    },
    { inputs: { fixedFaultsRepairedInTime: 0, fixedFaultsDueForRepair: 0 }, value: null, status: 'NO_DATA' },
  ],
});
