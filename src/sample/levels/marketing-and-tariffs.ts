/** Tariffs, promotions, roaming and sales. */
import { type Level, percent, perTenThousand, perTenThousandUsers } from '../level.ts';
import { CALLING, CONTRACTS, SHOPPING, TRAVEL } from '../pattern.ts';

export const MARKETING_AND_TARIFFS: readonly Level[] = [
  { key: 'promotionResponses', every: 'month', volume: 800 },
  // provincial benchmark study: promotions are a weak spot of customer service
  { key: 'promotionSatisfied', of: 'promotionResponses', share: percent(74, 76.5) },
  { key: 'roamingCareResponses', every: 'month', lines: { roaming: 320 } },
  { key: 'roamingCareSatisfied', of: 'roamingCareResponses', share: percent(86, 90.5) },
  { key: 'tariffComplaints', of: 'allUserDays', share: perTenThousandUsers(3.4, 3), week: CALLING },
  { key: 'ordersAccepted', every: 'week', volume: 190_000, season: CONTRACTS },
  { key: 'misleadingSaleComplaints', of: 'ordersAccepted', share: perTenThousand(4.6, 3.3) },
  { key: 'roamingTrips', every: 'day', lines: { roaming: 1400 }, week: SHOPPING, season: TRAVEL },
  { key: 'landingRemindersOnTime', of: 'roamingTrips', share: percent(94.5, 96.9) },
  { key: 'roamingBillComplaints', of: 'roamingTrips', every: 'week', share: perTenThousand(7.5, 5) },

  // Shanghai Unicom 2013: no mass complaint after new services went on line and old ones off
  { key: 'productLaunches', every: 'month', steady: true, volume: 8, central: true },
  { key: 'launchesTestedByCustomers', of: 'productLaunches', share: percent(88, 100) },
  { key: 'launchesWithMassComplaint', of: 'productLaunches', share: 0 },
  { key: 'productRetirements', every: 'month', steady: true, volume: 5, central: true },
  { key: 'retirementsWithMassComplaint', of: 'productRetirements', share: 0 },
  { key: 'marketingContacts', every: 'week', volume: 1_700_000 },
  { key: 'marketingContactComplaints', of: 'marketingContacts', share: perTenThousand(0.85, 0.6) },
  { key: 'tariffsOnSale', every: 'week', stock: true, steady: true, volume: 146, central: true },
  { key: 'tariffsFullyPublished', of: 'tariffsOnSale', each: [0.966, 0.987], spread: 0, range: [0, 1] },
  { key: 'planChangeRequests', every: 'week', lines: { mobile: 31_000, broadband: 5200 } },
  { key: 'planChangesAsRequested', of: 'planChangeRequests', share: percent(97.4, 98.8) },
];
