import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'panel-callback-completion-rate',
  name: { en: 'Panel call-back completion', zh: '固定客户回访完成率' },
  description:
    'Share of fixed-panel customers due for a quarterly call-back who were interviewed. ' +
    'A panel that shrinks loses the comparison it was built for.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * panelAnswered / panelCallbacksPlanned',
  threshold: { atLeast: { warning: 95, critical: 85 } },
  scoring: { zero: 50, full: 100 },
  weight: 2,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'the panel is recruited once and called back three times a year, ' +
        'by quarter, by service managers themselves',
    },
    { reference: 'judgement', says: 'limits 95 and 85' },
  ],
  examples: [
    { inputs: { panelAnswered: 480, panelCallbacksPlanned: 500 }, value: 96, status: 'OK' },
    { inputs: { panelAnswered: 450, panelCallbacksPlanned: 500 }, value: 90, status: 'WARNING' },
    { inputs: { panelAnswered: 0, panelCallbacksPlanned: 0 }, value: null, status: 'NO_DATA' },
  ],
});
