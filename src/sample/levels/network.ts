/** The network: complaints and faults per user or line, and what the network itself counts. */
import { type Level, percent, perHundredLines, perTenThousandUsers } from '../level.ts';
import { CALLING, CONTRACTS, LEISURE, OFFICE, WEATHER } from '../pattern.ts';

export const NETWORK: readonly Level[] = [
  // Shanghai Unicom 2013: call-back satisfaction after building rose from 50 over 52 to 55 percent
  { key: 'postBuildCallbacksAnswered', every: 'month', lines: { mobile: 180 }, central: true },
  { key: 'postBuildSatisfiedCustomers', of: 'postBuildCallbacksAnswered', share: percent(50, 58) },
  { key: 'mobileInternetResponses', every: 'month', lines: { mobile: 320 }, central: true },
  {
    key: 'mobileInternetScoreSum',
    of: 'mobileInternetResponses',
    each: [78.6, 79.9],
    spread: 15,
    range: [0, 100],
  },
  { key: 'broadbandResponses', every: 'month', lines: { broadband: 260 }, central: true },
  { key: 'broadbandScoreSum', of: 'broadbandResponses', each: [75.1, 77.7], spread: 15, range: [0, 100] },

  // Shanghai Unicom 2013: the complaint rate fell by 7.7 percent
  { key: 'networkComplaints', of: 'mobileUserDays', share: perTenThousandUsers(6.6, 6.1), week: CALLING },
  { key: 'networkComplaintsDue', of: 'networkComplaints', every: 'week', share: percent(96) },
  { key: 'networkComplaintsResolved', of: 'networkComplaintsDue', share: percent(83, 89) },
  {
    key: 'fixedFaultReports',
    of: 'fixedLineDays',
    every: 'week',
    share: perHundredLines(3.7, 3.3),
    season: WEATHER,
  },
  { key: 'repeatFaultReports', of: 'fixedFaultReports', share: percent(4.4, 3.6) },
  {
    key: 'fixedFaultsDueForRepair',
    every: 'day',
    lines: { broadband: 2100, 'fixed-voice': 700, iptv: 1200, enterprise: 60 },
    season: WEATHER,
  },
  { key: 'fixedFaultsRepairedInTime', of: 'fixedFaultsDueForRepair', share: percent(93.5, 97) },
  {
    key: 'installationsDue',
    every: 'day',
    lines: { broadband: 1500, 'fixed-voice': 130, iptv: 800, enterprise: 45 },
    week: OFFICE,
    season: CONTRACTS,
  },
  { key: 'installationsOnTime', of: 'installationsDue', share: percent(91, 94.2) },
  { key: 'enterpriseTicketsClosed', every: 'week', lines: { enterprise: 150 } },
  { key: 'enterpriseTicketsOutsideSla', of: 'enterpriseTicketsClosed', share: percent(2.6, 0.9) },

  { key: 'callSetupAttempts', every: 'day', lines: { mobile: 17_600_000 }, week: CALLING },
  { key: 'callSetupsSuccessful', of: 'callSetupAttempts', share: percent(98.7, 99.1) },
  { key: 'droppedCalls', of: 'callSetupsSuccessful', share: percent(1.1, 0.8) },
  { key: 'voiceQualitySamples', every: 'day', lines: { mobile: 64_000, 'fixed-voice': 9000 } },
  { key: 'goodVoiceQualitySamples', of: 'voiceQualitySamples', share: percent(96.3, 97.1) },
  { key: 'dataSessionAttempts', every: 'day', lines: { mobile: [52_000_000, 61_000_000] }, week: LEISURE },
  { key: 'dataSessionsEstablished', of: 'dataSessionAttempts', share: percent(98.9, 99.2) },
  // 21,000 cells, 1,440 minutes a day
  { key: 'cellServiceMinutesPlanned', every: 'day', steady: true, lines: { mobile: 21_000 * 1440 } },
  { key: 'cellOutageMinutes', of: 'cellServiceMinutesPlanned', share: percent(0.5, 0.4), season: WEATHER },
  { key: 'smsDelivered', every: 'day', lines: { mobile: [3_400_000, 3_000_000] }, central: true },
  { key: 'smsDeliveredInTime', of: 'smsDelivered', share: percent(99.55, 99.6) },
  { key: 'contractedSpeedSum', every: 'week', lines: { broadband: [520_000, 640_000] } },
  { key: 'measuredSpeedSum', of: 'contractedSpeedSum', share: percent(91, 93.8) },
  // Shanghai Unicom 2013: 109 percent of the plan to date at the end of the third quarter
  {
    key: 'listedSitesPlannedToDate',
    every: 'month',
    stock: true,
    steady: true,
    yearToDate: true,
    lines: { mobile: 620 },
    central: true,
  },
  { key: 'listedSitesCompleted', of: 'listedSitesPlannedToDate', each: [1.04, 1.09], spread: 0 },
  { key: 'emergencyCoverageRequests', every: 'week', lines: { mobile: 9 }, central: true },
  { key: 'emergencyCoverageOnTime', of: 'emergencyCoverageRequests', share: percent(94, 99) },
];
