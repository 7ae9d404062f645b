/** Own halls and agents' outlets. */
import { type Level, percent, perTenThousand } from '../level.ts';
import { CONTRACTS, OFFICE, QUEUES, SHOPPING } from '../pattern.ts';

export const BUSINESS_HALLS: readonly Level[] = [
  { key: 'hallSurveyResponses', every: 'day', volume: 1900, week: SHOPPING },
  { key: 'hallSurveySatisfied', of: 'hallSurveyResponses', share: percent(90.8, 93) },
  { key: 'mysteryVisits', every: 'month', steady: true, volume: 52 },
  { key: 'mysteryPointsAvailable', of: 'mysteryVisits', each: 100, spread: 0 },
  { key: 'mysteryPointsEarned', of: 'mysteryPointsAvailable', share: percent(89, 92) },
  { key: 'hallVisits', every: 'week', volume: 130_000 },
  { key: 'hallServiceComplaints', of: 'hallVisits', share: perTenThousand(2.9, 2) },
  { key: 'agentOutletTransactions', every: 'week', volume: 96_000 },
  { key: 'agentOutletComplaints', of: 'agentOutletTransactions', share: perTenThousand(5.6, 4) },
  { key: 'hallTransactions', every: 'week', volume: 155_000 },
  { key: 'hallTransactionDisputes', of: 'hallTransactions', share: perTenThousand(1.9, 1.5) },
  { key: 'hallComplaintsReceived', every: 'week', volume: 540 },
  { key: 'hallComplaintsResolvedOnSite', of: 'hallComplaintsReceived', share: percent(85, 89.5) },
  // Shanghai Unicom 2013: queue time was cut to within 15 minutes
  { key: 'hallTicketsServed', every: 'day', volume: 14_500, week: SHOPPING },
  { key: 'hallQueueMinutes', of: 'hallTicketsServed', each: [18.6, 13.6], spread: 9, week: QUEUES },
  // Shanghai Unicom 2013: share of terminals rose from 20.6 to 46.6 percent
  { key: 'hallPayments', every: 'week', volume: [74_000, 61_000] },
  { key: 'terminalPayments', of: 'hallPayments', share: percent(20.6, 48.6) },
  { key: 'hallRequests', every: 'week', volume: 112_000 },
  { key: 'hallRequestsDoneFirstVisit', of: 'hallRequests', share: percent(94.6, 96.6) },
  {
    key: 'newUsersActivated',
    every: 'day',
    lines: { mobile: 2900, broadband: 820, 'fixed-voice': 70 },
    week: OFFICE,
    season: CONTRACTS,
  },
  { key: 'newUsersRealNameVerified', of: 'newUsersActivated', share: percent(99.93, 99.98) },
  // China Mobile in Tibet and Hubei: 728 of 728 issues of reception days settled
  { key: 'receptionIssues', every: 'month', volume: 74, central: true },
  { key: 'receptionIssuesResolvedOnSite', of: 'receptionIssues', share: percent(97, 100) },
  { key: 'keyServicesListed', every: 'month', stock: true, steady: true, volume: 27, central: true },
  { key: 'keyServicesWithStandard', of: 'keyServicesListed', each: [0.45, 0.89], spread: 0, range: [0, 1] },
];
