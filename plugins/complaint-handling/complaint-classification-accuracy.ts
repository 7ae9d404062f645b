import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-classification-accuracy',
  name: { en: 'Complaint classification accuracy', zh: '投诉分类识别准确率' },
  description:
    'Share of checked complaints whose recorded or recognised cause was right. ' +
    'Hot spots and root causes are only as good as the classification.',
  dimension: 'OPERATIONS',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * complaintClassificationsCorrect / complaintClassificationsChecked',
  threshold: { atLeast: { warning: 90, critical: 80 } },
  scoring: { zero: 60, full: 99 },
  weight: 2,
  minimumSample: { input: 'complaintClassificationsChecked', count: 100 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says:
        'a recognition model and three views follow the hot ' +
        'reasons of complaints by day, week and month',
    },
    { reference: 'judgement', says: 'limits 90 and 80' },
  ],
  examples: [
    {
      inputs: { complaintClassificationsCorrect: 460, complaintClassificationsChecked: 500 },
      value: 92,
      status: 'OK',
    },
    {
      inputs: { complaintClassificationsCorrect: 425, complaintClassificationsChecked: 500 },
      value: 85,
      status: 'WARNING',
    },
    {
      inputs: { complaintClassificationsCorrect: 0, complaintClassificationsChecked: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});
