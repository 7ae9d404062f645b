/** Some days of a hotline and of calls in which things breach, recorded through the engine, for the API to tell of. */
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { setWatching } from '../../../src/engine/definitions/reporting.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import type { Api, Loose } from '../api.ts';

const name = (en: string) => ({ en, zh: `${en} (zh)` });

/** How many of a hundred calls were answered in time, and how many percent of a thousand were dropped, by place. */
export interface Day {
  beijing?: number;
  south?: number;
  dropped?: number;
  /** Whose calls were dropped. */
  rival?: string;
}

/** Two operators that wait for nothing; `china-mobile` has Beijing in the north, and the south. */
export async function defineOperators({ engine }: Api): Promise<void> {
  await defineReference(engine, {
    operators: [
      { code: 'china-mobile', name: name('China Mobile'), isOwn: true },
      { code: 'china-telecom', name: name('China Telecom') },
    ],
    orgUnits: [
      { code: 'north', operator: 'china-mobile', name: name('North') },
      { code: 'beijing', operator: 'china-mobile', name: name('Beijing'), parent: 'north' },
      { code: 'south', operator: 'china-mobile', name: name('South') },
    ],
  });
  for (const operator of ['china-mobile', 'china-telecom'])
    await setWatching(engine, operator, { waitDays: 0, minimumCoverage: null });
}

/** Records a day of March 2012, and gives its events their places. */
export async function day(
  api: Api,
  date: number,
  { beijing, south, dropped, rival = 'china-telecom' }: Day,
): Promise<void> {
  const on = { date: `2012-03-${String(date).padStart(2, '0')}` };
  const hotline = (orgUnit: string, answered: number | undefined) =>
    answered === undefined
      ? []
      : [
          { input: 'callsAnsweredIn15s', operator: 'china-mobile', orgUnit, value: answered, ...on },
          { input: 'callsOfferedToAgents', operator: 'china-mobile', orgUnit, value: 100, ...on },
        ];
  const calls = { operator: rival, businessLine: 'mobile', ...on };
  await api.record([
    ...hotline('beijing', beijing),
    ...hotline('south', south),
    ...(dropped === undefined
      ? []
      : [
          { input: 'droppedCalls', ...calls, value: 10 * dropped },
          { input: 'callSetupsSuccessful', ...calls, value: 1000 },
        ]),
  ]);
  await numberEvents(api.db, 1000);
}

/** What the tests ask of a breach. */
export const BREACH = `id kpi { code } scope { operator { code } businessLine { code } orgUnit { code } }
  firstPeriod { label } lastPeriod { label } severity state retracted limit { severity side value } value coverage
  openedAt acknowledgedAt acknowledgedBy resolvedAt`;

/** Where a breach is, in a word or two. */
export function whereIs({ kpi, scope }: Loose): string {
  const kind = kpi.code === 'call-drop-rate' ? 'calls' : 'hotline';
  const { operator, businessLine, orgUnit } = scope;
  return [kind, orgUnit?.code ?? operator.code, ...(businessLine ? [businessLine.code] : [])].join(' ');
}

/** The breaches that pass a filter, newest first. */
export async function breaches(api: Api, filter: object = {}): Promise<Loose[]> {
  const found = await api.dataOf(
    `query ($filter: BreachFilter) { breaches(filter: $filter) { edges { node { ${BREACH} } } } }`,
    { filter },
  );
  return found.breaches.edges.map((it: Loose) => it.node);
}

/** The events that pass a filter, oldest first. */
export async function events(api: Api, filter: object = {}): Promise<Loose[]> {
  const found = await api.dataOf(
    `query ($filter: BreachFilter) { breachEvents(filter: $filter) { edges { cursor node {
      id cursor type reason severity value note by at coverage isHistory period { label }
      breach { id kpi { code } scope { operator { code } businessLine { code } orgUnit { code } } } } } } }`,
    { filter },
  );
  return found.breachEvents.edges.map((it: Loose) => it.node);
}

/** Acknowledges through the API, and gives the event its place. */
export async function acknowledge(api: Api, id: string, given: object = {}): Promise<Loose> {
  const answer = await api.dataOf(
    `mutation ($id: ID!, $note: String, $by: String) { acknowledgeBreach(id: $id, note: $note, by: $by) {
      __typename ... on UserError { message } ... on ConflictError { existing { id __typename } }
      ... on AcknowledgeBreachSuccess { breach { ${BREACH} events { type by note } } } } }`,
    { id, ...given },
  );
  await numberEvents(api.db, 1000);
  return answer.acknowledgeBreach;
}
