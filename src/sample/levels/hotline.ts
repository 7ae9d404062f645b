/** The hotline. The table holds it as it is meant to be; how it got there is the story of the hotline that recovers. */
import { type Level, percent, perTenThousand } from '../level.ts';
import { CALLING, STAFFING } from '../pattern.ts';

export const HOTLINE: readonly Level[] = [
  { key: 'callsOfferedToAgents', every: 'day', volume: 27_000, week: CALLING },
  { key: 'callsHandled', of: 'callsOfferedToAgents', share: percent(96.3), week: STAFFING },
  { key: 'callsAbandoned', of: 'callsOfferedToAgents', less: 'callsHandled', share: percent(97) },
  { key: 'callsAnsweredIn15s', of: 'callsHandled', share: percent(92.6), week: STAFFING },
  { key: 'handleSeconds', of: 'callsHandled', each: 268, spread: 150 },
  { key: 'hotlineServiceComplaints', of: 'callsHandled', share: perTenThousand(1.2, 1) },
  // customer-side service study: first a daily sample of 6 percent, then 30 percent of all calls
  { key: 'callsTranscribed', of: 'callsHandled', share: percent(6, 34) },
  { key: 'hotlineSurveyInvitations', of: 'callsHandled', share: percent(62) },
  // customer-side service study: participation is the first fault of such surveys
  { key: 'hotlineInstantResponses', of: 'hotlineSurveyInvitations', share: percent(14, 22.4) },
  { key: 'hotlineInstantSatisfied', of: 'hotlineInstantResponses', share: percent(95.6, 96.4) },
  { key: 'elderlyCallsOffered', of: 'callsOfferedToAgents', share: percent(7) },
  { key: 'elderlyCallsAnsweredIn15s', of: 'elderlyCallsOffered', share: percent(94.6) },

  { key: 'misinformationComplaints', of: 'callsHandled', every: 'week', share: perTenThousand(0.8, 0.5) },
  { key: 'callbacksPromised', of: 'callsHandled', every: 'week', share: percent(4) },
  { key: 'brokenPromiseComplaints', of: 'callbacksPromised', share: percent(1.8, 1.3) },
  { key: 'issuesTracked', of: 'callsHandled', every: 'week', share: percent(38) },
  { key: 'issuesResolvedFirstContact', of: 'issuesTracked', share: percent(72, 74) },
  { key: 'callsAudited', of: 'callsHandled', every: 'week', share: percent(0.8) },
  { key: 'callsWithCriticalError', of: 'callsAudited', share: percent(2.4, 1.2) },
  // thirteen teams, every two weeks
  { key: 'listeningSessionsPlanned', every: 'month', steady: true, volume: 26, central: true },
  { key: 'listeningSessionsHeld', of: 'listeningSessionsPlanned', share: percent(90, 100) },

  // customer-side service study: six dimensions
  { key: 'hotlineSurveyResponses', every: 'month', volume: 900 },
  { key: 'hotlineOverallSatisfied', of: 'hotlineSurveyResponses', share: percent(91) },
  { key: 'hotlineSpeedSatisfied', of: 'hotlineSurveyResponses', share: percent(84.5) },
  { key: 'hotlineMenuSatisfied', of: 'hotlineSurveyResponses', share: percent(72, 74.5) },
  { key: 'hotlineAttitudeSatisfied', of: 'hotlineSurveyResponses', share: percent(94.5, 95.4) },
  { key: 'hotlineSkillSatisfied', of: 'hotlineSurveyResponses', share: percent(88.8) },
  { key: 'hotlineOutcomeSatisfied', of: 'hotlineSurveyResponses', share: percent(87.2) },
];
