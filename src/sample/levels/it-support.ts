/** Billing, ordering and the support systems behind them. */
import { type Level, percent, perMillion, perTenThousandUsers } from '../level.ts';
import { CALLING, OFFICE } from '../pattern.ts';

export const IT_SUPPORT: readonly Level[] = [
  { key: 'frontlineSupportResponses', every: 'month', volume: 620 },
  // Shanghai Unicom service year: support for the counties came too late or fell short
  { key: 'frontlineSupportSatisfied', of: 'frontlineSupportResponses', share: percent(76, 81.5) },
  { key: 'billsIssued', every: 'month', volume: [6_180_000, 6_300_000] },
  { key: 'billingComplaints', of: 'billsIssued', share: percent(0.068, 0.06) },
  { key: 'billingComplaintsInvestigated', of: 'billingComplaints', share: percent(97) },
  { key: 'billingComplaintsUpheld', of: 'billingComplaintsInvestigated', share: percent(15, 13) },
  { key: 'systemFaultComplaints', of: 'allUserDays', share: perTenThousandUsers(0.36, 0.29), week: CALLING },

  // Shanghai Unicom 2013: timeliness of reminders rose from 80 to 94 percent
  { key: 'remindersDue', every: 'day', lines: { mobile: 210_000, broadband: 24_000 }, central: true },
  { key: 'remindersSentInTime', of: 'remindersDue', share: percent(80, 94.6) },
  { key: 'remindersSampled', every: 'week', lines: { mobile: 900, broadband: 300 }, central: true },
  { key: 'remindersVerifiedCorrect', of: 'remindersSampled', share: percent(98.6, 99.6) },
  {
    key: 'billingRecordsTested',
    every: 'month',
    lines: { mobile: 120_000, 'fixed-voice': 40_000, broadband: 40_000 },
    central: true,
  },
  { key: 'billingRecordsWrong', of: 'billingRecordsTested', share: perMillion(60, 45) },
  { key: 'mobileOrdersDue', every: 'day', lines: { mobile: 21_000 }, week: OFFICE },
  { key: 'mobileOrdersActivatedIn1h', of: 'mobileOrdersDue', share: percent(95.8, 97.5) },
  // customer, order and billing system
  { key: 'itServiceMinutesPlanned', every: 'day', steady: true, volume: 3 * 1440, central: true },
  { key: 'itOutageMinutes', of: 'itServiceMinutesPlanned', share: percent(0.08, 0.05) },
  { key: 'supportRequestsReceived', every: 'day', volume: 260, week: OFFICE, central: true },
  { key: 'supportRequestsAnsweredInTime', of: 'supportRequestsReceived', share: percent(92, 95.9) },
  // Shanghai Unicom service year: six commitments, 12 departments and 13 branches
  { key: 'commitmentItemsAssessed', every: 'month', steady: true, volume: 6 * 25, central: true },
  { key: 'commitmentItemsMet', of: 'commitmentItemsAssessed', share: percent(90, 96) },
  { key: 'usersInTagScope', every: 'month', stock: true, steady: true, volume: [5_060_000, 5_200_000] },
  // service tags were only begun (Shanghai Unicom 2013)
  { key: 'usersWithServiceTags', of: 'usersInTagScope', share: percent(46, 77) },
  { key: 'indicatorReportsDue', every: 'day', steady: true, volume: 96, central: true },
  { key: 'indicatorReportsOnTime', of: 'indicatorReportsDue', share: percent(97.6, 99.2) },
];
