/** Users in service, and the monthly interviews with a thousand of them (provincial benchmark study), which many processes read. */
import { type Level, percent } from '../level.ts';

const POINTS = { spread: 15, range: [0, 100] } as const;

export const CUSTOMERS: readonly Level[] = [
  { key: 'mobileUserDays', every: 'day', steady: true, lines: { mobile: [5_060_000, 5_200_000] } },
  {
    key: 'fixedLineDays',
    every: 'day',
    steady: true,
    lines: {
      broadband: [1_810_000, 1_900_000],
      'fixed-voice': [870_000, 800_000],
      iptv: [1_110_000, 1_200_000],
    },
  },
  // mobile, the three fixed lines and 60,000 enterprise lines
  { key: 'allUserDays', every: 'day', steady: true, volume: [8_910_000, 9_160_000] },
  { key: 'vasUserDays', every: 'day', steady: true, lines: { 'value-added': [2_180_000, 2_050_000] } },

  {
    key: 'surveyInterviewsPlanned',
    every: 'month',
    steady: true,
    lines: { mobile: 560, broadband: 300, 'fixed-voice': 80, iptv: 60 },
  },
  { key: 'surveyInterviewsDone', of: 'surveyInterviewsPlanned', share: percent(96, 100) },
  { key: 'overallScoreSum', of: 'surveyInterviewsDone', each: [79.4, 82.4], ...POINTS },
  { key: 'expectationScoreSum', of: 'surveyInterviewsDone', each: [89.6, 90.4], spread: 10, range: [0, 100] },
  { key: 'networkSatisfactionScoreSum', of: 'surveyInterviewsDone', each: [80.4, 82], ...POINTS },
  // provincial benchmark study: tariffs are a weak spot of the whole network
  { key: 'tariffScoreSum', of: 'surveyInterviewsDone', each: [71.8, 73.1], ...POINTS },
  { key: 'tariffUnderstoodCorrectly', of: 'surveyInterviewsDone', share: percent(82, 88.6) },
  { key: 'billClaritySatisfied', of: 'surveyInterviewsDone', share: percent(86, 88.8) },
  { key: 'reminderSatisfied', of: 'surveyInterviewsDone', share: percent(80, 88.8) },
  { key: 'junkControlSatisfied', of: 'surveyInterviewsDone', share: percent(77, 85) },
  { key: 'commitmentAware', of: 'surveyInterviewsDone', share: percent(38, 54) },
];
