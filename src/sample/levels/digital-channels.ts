/** App, website, text-message service, online shop and assistant. */
import { type Level, percent, perTenThousand } from '../level.ts';
import { CALLING, LEISURE, SALES } from '../pattern.ts';

export const DIGITAL_CHANNELS: readonly Level[] = [
  { key: 'digitalSurveyResponses', every: 'day', volume: 1800, week: LEISURE },
  { key: 'digitalSurveySatisfied', of: 'digitalSurveyResponses', share: percent(87, 90.4) },
  { key: 'appRatings', every: 'week', volume: 780, central: true },
  { key: 'appRatingSum', of: 'appRatings', each: [4.12, 4.34], spread: 1, range: [1, 5] },
  { key: 'effortResponses', every: 'week', volume: 900, central: true },
  { key: 'effortScoreSum', of: 'effortResponses', each: [5.3, 5.7], spread: 1.2, range: [1, 7] },

  { key: 'digitalTransactionAttempts', every: 'day', volume: [131_000, 182_000], week: LEISURE },
  { key: 'digitalTransactions', of: 'digitalTransactionAttempts', share: percent(98, 98.7) },
  { key: 'digitalChannelComplaints', of: 'digitalTransactions', share: perTenThousand(0.8, 0.62) },
  // Shanghai Unicom 2013: the digital share rose from 47 to 63 percent; each digital transaction stands for 1/0.47, 1/0.638 of all
  {
    key: 'allChannelTransactions',
    of: 'digitalTransactions',
    every: 'week',
    each: [1 / 0.47, 1 / 0.638],
    spread: 0,
  },
  {
    key: 'onlineOrders',
    every: 'day',
    lines: { mobile: 4200, broadband: 700 },
    week: LEISURE,
    season: SALES,
    central: true,
  },
  { key: 'onlineOrderComplaints', of: 'onlineOrders', share: perTenThousand(30, 27) },
  {
    key: 'onlineOrdersDue',
    every: 'day',
    lines: { mobile: 4000, broadband: 660 },
    season: SALES,
    central: true,
  },
  { key: 'onlineOrdersDeliveredOnTime', of: 'onlineOrdersDue', share: percent(91.4, 92.8) },
  { key: 'onlinePayments', every: 'day', volume: [88_000, 104_000], central: true },
  { key: 'paymentNotCreditedComplaints', of: 'onlinePayments', share: perTenThousand(0.34, 0.25) },
  { key: 'appActiveUserDays', every: 'day', volume: [610_000, 790_000], week: LEISURE, central: true },
  { key: 'appCrashUserDays', of: 'appActiveUserDays', share: percent(1.2, 0.72) },
  { key: 'shopCallsOffered', every: 'day', volume: 620, week: CALLING, season: SALES, central: true },
  // customer-side service study: the hotline of the online shop was hard to reach
  { key: 'shopCallsAnswered', of: 'shopCallsOffered', share: percent(83, 77) },
  { key: 'chatbotSessions', every: 'day', volume: [9000, 21_000], week: LEISURE, central: true },
  { key: 'chatbotSessionsResolved', of: 'chatbotSessions', share: percent(58, 66) },
];
