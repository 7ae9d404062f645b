import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'network-perception-gap',
  name: { en: 'Network perception gap', zh: '网络质量感知差距' },
  description:
    'Weighted success rate of calls and data sessions minus the network satisfaction score of mobile ' +
    'customers, in points. A wide gap means that the counters look good while customers do not feel ' +
    'it. It also narrows when the network gets worse, so read it beside both rates.',
  dimension: 'PERCEPTION',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'MONTH',
  unit: 'points',
  parameters: { voiceQualityWeight: 1, dataQualityWeight: 1 },
  formula:
    '(voiceQualityWeight * callSetupSuccessRate + dataQualityWeight * dataSessionSuccessRate) / ' +
    '(voiceQualityWeight + dataQualityWeight) - networkSatisfactionScoreSum / surveyInterviewsDone',
  threshold: { atMost: { warning: 20, critical: 25 } },
  scoring: { zero: 40, full: 8 },
  weight: 3,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'an eight-dimension perception model ties network indicators to the experienced result',
    },
    {
      reference: 'provincial benchmark study',
      says: 'operating indicators differ from the real service level',
    },
    {
      reference: 'judgement',
      says: 'limits 20 and 25: no narrower than what the limits of its parts leave apart',
    },
  ],
  examples: [
    {
      inputs: {
        callSetupsSuccessful: 990_000,
        callSetupAttempts: 1_000_000,
        dataSessionsEstablished: 1_980_000,
        dataSessionAttempts: 2_000_000,
        networkSatisfactionScoreSum: 85_000,
        surveyInterviewsDone: 1000,
      },
      value: 14,
      status: 'OK',
    },
    {
      inputs: {
        callSetupsSuccessful: 980_000,
        callSetupAttempts: 1_000_000,
        dataSessionsEstablished: 1_980_000,
        dataSessionAttempts: 2_000_000,
        networkSatisfactionScoreSum: 76_500,
        surveyInterviewsDone: 1000,
      },
      value: 22,
      status: 'WARNING',
    },
    {
      inputs: {
        callSetupsSuccessful: 990_000,
        callSetupAttempts: 1_000_000,
        dataSessionsEstablished: 1_980_000,
        dataSessionAttempts: 2_000_000,
        networkSatisfactionScoreSum: 0,
        surveyInterviewsDone: 0,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});
