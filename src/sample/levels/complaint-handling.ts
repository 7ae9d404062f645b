/** What becomes of complaints. */
import { type Level, percent, perMillionUsersAQuarter, perTenThousandUsers } from '../level.ts';
import { CALLING } from '../pattern.ts';

export const COMPLAINT_HANDLING: readonly Level[] = [
  { key: 'complaintsTotal', of: 'allUserDays', share: perTenThousandUsers(25.5, 23), week: CALLING },
  { key: 'complaintsEscalated', of: 'complaintsTotal', share: percent(4.2, 3.3) },
  { key: 'complaintsRepeated', of: 'complaintsTotal', share: percent(10.5, 9.2) },
  { key: 'complaintsDueFor15DayReply', of: 'complaintsTotal', share: percent(97) },
  { key: 'complaintsUnansweredAfter15Days', of: 'complaintsDueFor15DayReply', share: percent(0.09, 0.04) },
  { key: 'complaintsClosed', of: 'complaintsTotal', share: percent(99) },
  { key: 'complaintResolutionHours', of: 'complaintsClosed', each: [46, 38], spread: 30 },
  { key: 'complaintsOperatorLiable', of: 'complaintsClosed', every: 'week', share: percent(27, 24) },
  // Shanghai Unicom 2013: timeliness reached 97 percent
  { key: 'complaintsDue', of: 'complaintsTotal', share: percent(98) },
  { key: 'complaintsHandledInTime', of: 'complaintsDue', share: percent(93.5, 97.9) },
  { key: 'complaintsOpen', every: 'week', stock: true, volume: [2900, 2350] },
  { key: 'complaintsOpenOver30Days', of: 'complaintsOpen', share: percent(8.5, 6.4) },
  // Shanghai Unicom 2013: returned replies fell from 13 to 1.7 percent
  { key: 'repliesSubmitted', of: 'complaintsTotal', every: 'week', share: percent(58) },
  { key: 'repliesReturned', of: 'repliesSubmitted', share: percent(13, 1.4) },
  { key: 'complainantResponses', every: 'week', volume: 760 },
  { key: 'complainantsSatisfied', of: 'complainantResponses', share: percent(66, 76.5) },
  { key: 'complainantsSayResolved', of: 'complainantResponses', share: percent(77, 81.2) },
  // MIIT bulletins: 11.3 to 12.7 appeals per million users a quarter
  { key: 'regulatorAppeals', of: 'allUserDays', every: 'week', share: perMillionUsersAQuarter(11, 7.4) },

  { key: 'complaintsFoundInAudit', every: 'week', volume: 800 },
  { key: 'complaintsFoundRecorded', of: 'complaintsFoundInAudit', share: percent(98.2, 99.4) },
  { key: 'complaintClassificationsChecked', every: 'week', volume: 620, central: true },
  { key: 'complaintClassificationsCorrect', of: 'complaintClassificationsChecked', share: percent(88, 92.4) },
  { key: 'rootCausesDue', every: 'month', steady: true, volume: 44, central: true },
  { key: 'rootCausesFixed', of: 'rootCausesDue', each: [0.66, 0.75], spread: 0, range: [0, 1] },
  // Shanghai Unicom service year: 108 measures a year, seen again each month until they are accepted
  { key: 'improvementMeasuresDue', every: 'month', steady: true, volume: 36, central: true },
  { key: 'improvementMeasuresDone', of: 'improvementMeasuresDue', share: percent(88, 100) },
  { key: 'suggestionsReceived', every: 'week', volume: 330 },
  { key: 'suggestionsAnsweredInTime', of: 'suggestionsReceived', share: percent(93, 97.4) },
];
