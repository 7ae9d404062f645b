/** Value-added services, their providers, and junk messages. */
import {
  type Level,
  percent,
  perMillion,
  perMillionUsers,
  perTenThousandUsers,
  perTenThousandUsersAQuarter,
} from '../level.ts';
import { CALLING, LEISURE } from '../pattern.ts';

export const VALUE_ADDED_SERVICES: readonly Level[] = [
  { key: 'vasResponses', every: 'month', lines: { 'value-added': 640 } },
  { key: 'vasScoreSum', of: 'vasResponses', each: [75, 77.6], spread: 15, range: [0, 100] },
  // China Mobile in Tibet and Hubei: customers fear that a download subscribes them to a service unnoticed
  { key: 'vasKnowinglySubscribed', of: 'vasResponses', share: percent(90.8, 92.6) },
  { key: 'vasComplaints', of: 'vasUserDays', share: perTenThousandUsers(5.2, 4.2), week: CALLING },
  // Shanghai Unicom 2013: subscriptions against the rules fell by 35 percent
  { key: 'vasUnauthorisedComplaints', of: 'vasUserDays', every: 'week', share: perMillionUsers(49, 32) },
  // Shanghai Unicom 2013: 4.3 cases per ten thousand users a quarter, down from 4.6
  {
    key: 'vasRefundCases',
    of: 'mobileUserDays',
    every: 'week',
    share: perTenThousandUsersAQuarter(4.6, 3.9),
  },
  // Shanghai Unicom 2013: no provider over the standard
  { key: 'spActive', every: 'month', stock: true, steady: true, lines: { 'value-added': 64 }, central: true },
  { key: 'spOverComplaintStandard', of: 'spActive', share: 0 },
  { key: 'junkMessageReports', of: 'mobileUserDays', every: 'week', share: perMillionUsers(11, 6.5) },

  { key: 'vasOrders', every: 'day', lines: { 'value-added': 9200 }, week: LEISURE, central: true },
  { key: 'vasOrdersDoubleConfirmed', of: 'vasOrders', share: percent(99.9, 100) },
  { key: 'vasUnsubscribeRequests', every: 'day', lines: { 'value-added': 5100 }, central: true },
  { key: 'vasUnsubscribesInTime', of: 'vasUnsubscribeRequests', share: percent(97.5, 98.3) },
  { key: 'vasTestsRun', every: 'week', steady: true, lines: { 'value-added': 420 }, central: true },
  { key: 'vasTestsPassed', of: 'vasTestsRun', share: percent(97.6, 99.1) },
  { key: 'junkMessagesIntercepted', every: 'day', lines: { mobile: 96_000 }, central: true },
  { key: 'junkMessagesMissed', of: 'junkMessagesIntercepted', share: percent(5, 3.2) },
  { key: 'messagesScreened', every: 'day', lines: { mobile: 21_000_000 }, central: true },
  { key: 'legitimateMessagesBlocked', of: 'messagesScreened', share: perMillion(7, 4) },
  {
    key: 'signaturesDueForAudit',
    every: 'week',
    steady: true,
    lines: { enterprise: 460, 'value-added': 120 },
    central: true,
  },
  { key: 'signaturesAudited', of: 'signaturesDueForAudit', share: percent(98, 100) },
  { key: 'handsetsPurchased', every: 'month', lines: { mobile: 26_000 }, central: true },
  // China Mobile in Tibet and Hubei: one handset in 500
  { key: 'handsetsSpotChecked', of: 'handsetsPurchased', each: 1 / 480, spread: 0 },
  {
    key: 'playbackAttempts',
    every: 'day',
    lines: { iptv: 2_900_000, 'value-added': 640_000 },
    week: LEISURE,
    central: true,
  },
  { key: 'playbacksSuccessful', of: 'playbackAttempts', share: percent(96.2, 97.3) },
];
