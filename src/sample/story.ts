/**
 * What happened in the sample's year: stories that a reader can find in trends, breaches and districts. A story multiplies
 * volumes and amounts by its factors, and the odds of shares, so that a share stays between nothing and all.
 */
import { periodOf } from '../kpi/period.ts';
import type { Calendar, Day } from './calendar.ts';
import { customersIn, type Place } from './place.ts';
import type { District } from './reference.ts';

/** Full months, counted back from the latest (0); the week a number of days before the last day; or all the time. */
export type When = { months: readonly [first: number, last: number] } | { weekDaysBack: number } | 'always';

export interface Story {
  title: string;
  when: When;
  /** It wears off evenly until it is over. */
  fades?: true;
  /** Only there; everywhere if not given. */
  districts?: readonly District[];
  /** Input key to factor. */
  effects: Readonly<Record<string, number>>;
}

export const STORIES: readonly Story[] = [
  {
    title: 'Network outage week: a storm cuts a transport ring under three districts, mended bit by bit',
    when: { weekDaysBack: 17 },
    fades: true,
    districts: ['harbour', 'lighthouse', 'islands'],
    effects: {
      cellOutageMinutes: 150,
      callSetupsSuccessful: 0.03,
      dataSessionsEstablished: 0.04,
      droppedCalls: 6,
      goodVoiceQualitySamples: 0.15,
      networkComplaints: 8,
      networkComplaintsResolved: 0.2,
      fixedFaultReports: 6,
      repeatFaultReports: 2,
      fixedFaultsDueForRepair: 3.5,
      fixedFaultsRepairedInTime: 0.06,
      complaintsTotal: 2.8,
      complaintsRepeated: 1.5,
      callsOfferedToAgents: 2,
      callsHandled: 0.4,
      callsAnsweredIn15s: 0.35,
    },
  },
  {
    title: 'Billing error: a rule of the bill run is wrong, bills are mended a month later',
    when: { months: [5, 4] },
    fades: true,
    effects: {
      billingRecordsWrong: 11,
      billingComplaints: 6,
      billingComplaintsUpheld: 4,
      billClaritySatisfied: 0.4,
      systemFaultComplaints: 5,
      complaintsTotal: 1.75,
      complaintsEscalated: 2.2,
      complaintsRepeated: 1.5,
      complaintsOperatorLiable: 2,
      complaintsHandledInTime: 0.3,
      complaintsUnansweredAfter15Days: 20,
      complaintResolutionHours: 1.5,
      complaintsOpen: 2,
      complainantsSatisfied: 0.6,
      regulatorAppeals: 1.7,
      callsOfferedToAgents: 1.35,
      callsHandled: 0.45,
      callsAnsweredIn15s: 0.4,
      touchpointPromoters: 0.7,
      overallScoreSum: 0.97,
    },
  },
  {
    title:
      'A hotline that recovers: too few agents a year ago, new shifts and an assistant bring it back over ten months',
    when: { months: [12, 3] },
    fades: true,
    effects: {
      callsHandled: 0.28,
      callsAnsweredIn15s: 0.18,
      elderlyCallsAnsweredIn15s: 0.3,
      hotlineServiceComplaints: 3.2,
      brokenPromiseComplaints: 2.4,
      handleSeconds: 1.2,
      hotlineInstantSatisfied: 0.4,
      hotlineOverallSatisfied: 0.5,
      hotlineSpeedSatisfied: 0.4,
      hotlineSkillSatisfied: 0.7,
      hotlineOutcomeSatisfied: 0.7,
      issuesResolvedFirstContact: 0.6,
    },
  },
  {
    title: 'A handset launch: the online shop is overrun, its hotline cannot be reached',
    when: { months: [8, 8] },
    effects: {
      onlineOrders: 1.9,
      onlineOrdersDue: 1.8,
      onlineOrdersDeliveredOnTime: 0.35,
      onlineOrderComplaints: 2.4,
      shopCallsOffered: 2.6,
      shopCallsAnswered: 0.4,
      digitalTransactions: 0.6,
    },
  },
  {
    title: 'A district that lags: one small hall, two repair crews and no branch manager for a year',
    when: 'always',
    districts: ['orchard'],
    effects: {
      hallQueueMinutes: 1.65,
      hallSurveySatisfied: 0.4,
      hallServiceComplaints: 2.2,
      hallComplaintsResolvedOnSite: 0.35,
      hallRequestsDoneFirstVisit: 0.4,
      terminalPayments: 0.5,
      installationsOnTime: 0.3,
      fixedFaultsRepairedInTime: 0.3,
      repeatFaultReports: 1.7,
      networkComplaints: 1.5,
      networkComplaintsResolved: 0.45,
      complaintsTotal: 1.35,
      complaintsHandledInTime: 0.25,
      complaintsEscalated: 1.8,
      complainantsSatisfied: 0.5,
      expiringContractsContacted: 0.4,
      contractsRenewedByCall: 0.7,
      usersLost: 1.5,
    },
  },
];

/** The factor on an input at a place and day, over all these stories; 1 if none touches it. */
export type Effect = (key: string, place: Place, day: Day) => number;

/** Places the stories in the calendar. The whole operator feels a district's story by that district's part of its customers. */
export function effectOf(stories: readonly Story[], calendar: Calendar): Effect {
  const chapters = stories.map((story) => ({ story, strength: strengthOf(story, calendar) }));
  const byKey = new Map<string, typeof chapters>();
  for (const chapter of chapters)
    for (const key of Object.keys(chapter.story.effects))
      byKey.set(key, [...(byKey.get(key) ?? []), chapter]);
  return (key, place, day) => {
    let factor = 1;
    for (const { story, strength } of byKey.get(key) ?? [])
      factor *= 1 + reach(story, place) * (story.effects[key]! ** strength(day) - 1);
    return factor;
  };
}

/** The first and the last day of a story, as indexes of the calendar's days. */
export function daysOfStory(when: When, calendar: Calendar): { first: number; last: number } {
  const { days, months } = calendar;
  if (when === 'always') return { first: 0, last: days.length - 1 };
  if ('months' in when) {
    const [first, last] = when.months;
    return { first: months.at(-1 - first)!.first, last: months.at(-1 - last)!.last };
  }
  const monday = periodOf('WEEK', days.at(-1 - when.weekDaysBack)!.date).start;
  const first = days.findIndex(({ date }) => date === monday);
  return { first, last: first + 6 };
}

function strengthOf(story: Story, calendar: Calendar): (day: Day) => number {
  const { first, last } = daysOfStory(story.when, calendar);
  return ({ index }) => {
    if (index < first || index > last) return 0;
    return story.fades ? (last + 1 - index) / (last + 1 - first) : 1;
  };
}

function reach({ districts }: Story, { unit }: Place): number {
  if (!districts) return 1;
  if (unit === null) return customersIn(districts);
  return districts.some((district) => district === unit) ? 1 : 0;
}
