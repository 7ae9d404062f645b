import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'panel-perceived-improvement-rate',
  name: { en: 'Panel perceived improvement', zh: '固定客户感知提升率' },
  description:
    'Share of fixed-panel customers who feel that the service has improved since the last round. ' +
    'The same people are asked again, so the change is real and not a change of sample.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * panelFeelImproved / panelAnswered',
  threshold: { atLeast: { warning: 24.2, critical: 15 } },
  scoring: { zero: 0, full: 50 },
  weight: 3,
  minimumSample: { input: 'panelAnswered', count: 50 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: '24.2% of the first recruited panel felt that the service had improved',
    },
    { reference: 'judgement', says: 'critical limit 15' },
  ],
  examples: [
    { inputs: { panelFeelImproved: 130, panelAnswered: 500 }, value: 26, status: 'OK' },
    { inputs: { panelFeelImproved: 100, panelAnswered: 500 }, value: 20, status: 'WARNING' },
    { inputs: { panelFeelImproved: 0, panelAnswered: 0 }, value: null, status: 'NO_DATA' },
  ],
});
