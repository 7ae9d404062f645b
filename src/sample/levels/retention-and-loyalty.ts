/** Recommendation, choice, contracts and leaving. Market surveys know the city, not its districts. */
import { type Level, percent, perTenThousandUsers } from '../level.ts';
import { CONTRACTS, OFFICE } from '../pattern.ts';

export const RETENTION_AND_LOYALTY: readonly Level[] = [
  { key: 'rivalReputationResponses', every: 'month', lines: { mobile: 400 }, central: true },
  { key: 'rivalScoreSum', of: 'rivalReputationResponses', each: [80.6, 80.2], spread: 15, range: [0, 100] },
  { key: 'rivalReputationPositive', of: 'rivalReputationResponses', share: percent(55, 54) },
  { key: 'ownReputationResponses', every: 'month', lines: { mobile: 400 }, central: true },
  { key: 'ownReputationPositive', of: 'ownReputationResponses', share: percent(53, 57) },
  { key: 'npsResponses', every: 'month', volume: 700, central: true },
  { key: 'npsPromoters', of: 'npsResponses', share: percent(34, 40) },
  { key: 'npsDetractors', of: 'npsResponses', less: 'npsPromoters', share: percent(46, 42) },
  { key: 'touchpointNpsResponses', every: 'week', volume: 3300 },
  { key: 'touchpointPromoters', of: 'touchpointNpsResponses', share: percent(49, 54.5) },
  {
    key: 'touchpointDetractors',
    of: 'touchpointNpsResponses',
    less: 'touchpointPromoters',
    share: percent(40, 38),
  },

  // shares of the word-of-mouth survey, multiplied by the users of the three operators
  {
    key: 'ownUsers',
    every: 'month',
    stock: true,
    steady: true,
    lines: { mobile: [5_060_000, 5_200_000] },
    central: true,
  },
  { key: 'ownUsersChoosingUs', of: 'ownUsers', share: percent(74, 77.3) },
  {
    key: 'rivalAUsers',
    every: 'month',
    stock: true,
    steady: true,
    lines: { mobile: 9_400_000 },
    central: true,
  },
  { key: 'rivalAUsersChoosingUs', of: 'rivalAUsers', share: percent(13, 12.6) },
  {
    key: 'rivalBUsers',
    every: 'month',
    stock: true,
    steady: true,
    lines: { mobile: 3_100_000 },
    central: true,
  },
  { key: 'rivalBUsersChoosingUs', of: 'rivalBUsers', share: percent(17.5, 17) },
  // Shanghai Unicom 2013: called back three times a year, by quarter; a third of the panel each month here
  {
    key: 'panelCallbacksPlanned',
    every: 'month',
    steady: true,
    lines: { mobile: 260, broadband: 120 },
    central: true,
  },
  { key: 'panelAnswered', of: 'panelCallbacksPlanned', share: percent(93, 96.5) },
  { key: 'panelFeelImproved', of: 'panelAnswered', share: percent(19, 27) },

  {
    key: 'contractPortingComplaints',
    of: 'mobileUserDays',
    every: 'week',
    share: perTenThousandUsers(0.9, 0.68),
  },
  { key: 'complainantsTracked', every: 'month', lines: { mobile: 5200, broadband: 1900 } },
  { key: 'complainantsLost', of: 'complainantsTracked', share: percent(4.3, 3.1) },
  { key: 'usersLost', of: 'mobileUserDays', every: 'week', share: percent(1.9 / 30, 1.5 / 30) },
  {
    key: 'retentionCallsConnected',
    every: 'week',
    lines: { mobile: 3600, broadband: 1300 },
    season: CONTRACTS,
  },
  // Shanghai Unicom 2013: 51 percent of the calls succeeded
  { key: 'contractsRenewedByCall', of: 'retentionCallsConnected', share: percent(44, 53) },
  { key: 'contractsExpiring', every: 'week', lines: { mobile: 9800, broadband: 4100 }, season: CONTRACTS },
  { key: 'expiringContractsContacted', of: 'contractsExpiring', share: percent(90, 96.4) },
  { key: 'detractorFollowUpsDue', every: 'day', volume: 90, week: OFFICE, central: true },
  { key: 'detractorsContactedInTime', of: 'detractorFollowUpsDue', share: percent(80, 92.5) },
  { key: 'detractorsResurveyed', every: 'month', volume: 900 },
  { key: 'detractorsRecovered', of: 'detractorsResurveyed', share: percent(36, 45) },
  { key: 'portOutRequestsEligible', every: 'day', lines: { mobile: 150 }, week: OFFICE, central: true },
  { key: 'portOutsOnTime', of: 'portOutRequestsEligible', share: percent(98.2, 96.2) },
];
