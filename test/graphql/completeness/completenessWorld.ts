/** What the tests of completeness share: the API, an operator for each test that has a north and a south, and a hotline that answers its calls. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ObservationLiteral } from '../../../src/engine/recording/batchLiteral.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi } from '../api.ts';
import { events } from '../breaches/breachWorld.ts';

export const ANSWERED = 'callsAnsweredIn15s';
export const OFFERED = 'callsOfferedToAgents';
export const KPI = 'hotline-answer-rate-15s';

const FIGURES = 'value score status coverage isComplete missing { input { key } orgUnit { code } from to }';

const OF_OPERATOR =
  '... on SetWatchingSuccess { operator { watching { waitDays minimumCoverage } noReporting { from to why } } }';
const OF_INPUT = `... on SetRhythmSuccess { input { rhythm(operator: $operator) weekdays(operator: $operator)
  ended(operator: $operator) { orgUnit { code } from why } } }`;

/** So many days from one on. */
export const days = (from: string, count: number) =>
  Array.from({ length: count }, (_, at) => daysLater(from, at));

/** Starts the API before the tests of a file, and gives each an operator of its own. */
export function completenessWorld() {
  let api: Api;
  let operator = '';
  let operators = 0;
  beforeAll(async () => void (api = await startApi()));
  afterAll(() => api.close());

  const dataOf = (query: string, variables: object = {}): Promise<Loose> =>
    api.dataOf(query, query.includes('$operator') ? { operator, ...variables } : variables);
  const settled = () => api.engine.drain();
  const record = (observations: ObservationLiteral[]) => api.record(observations);

  beforeEach(async () => {
    operator = `operator-${++operators}`;
    await dataOf(
      `mutation ($operator: String!, $units: [OrgUnitInput!]!) {
        defineReferenceData(input: { operators: [{ code: $operator, name: { en: "An operator" } }], orgUnits: $units }) { __typename } }`,
      { units: ['north', 'south'].map((code) => ({ code, operator, name: { en: code } })) },
    );
  });

  const observed = (input: string, date: string, value: number, orgUnit: string | null = null) => ({
    ...{ input, operator, orgUnit, date, value },
  });
  /** A thousand calls on a day, so many of them answered in time. */
  const calls = (date: string, answered = 950, orgUnit: string | null = null) => [
    observed(ANSWERED, date, answered, orgUnit),
    observed(OFFERED, date, 1000, orgUnit),
  ];
  /** The same at both units. */
  const callsOfBoth = (date: string, answered = 950) => [
    ...calls(date, answered, 'north'),
    ...calls(date, answered, 'south'),
  ];

  async function trend(
    grain: string,
    from: string,
    to = from,
    scope: object = {},
    code = KPI,
  ): Promise<Loose[]> {
    const { kpiDefinition } = await dataOf(
      `query ($code: String!, $scope: ScopeInput!, $range: PeriodRangeInput!) {
        kpiDefinition(code: $code) { trend(scope: $scope, range: $range) { period { label } ${FIGURES} } } }`,
      { code, scope: { operator, ...scope }, range: { grain, from, to } },
    );
    return kpiDefinition.trend;
  }

  const figure = async (grain: string, date: string, scope: object = {}): Promise<Loose> =>
    (await trend(grain, date, date, scope))[0];

  /** Says something of the operator's reporting; `input` is calls offered where nothing else is said. */
  const set = (mutation: string, { input = OFFERED, of = operator } = {}): Promise<Loose> => {
    const ofInput = mutation.includes('$input');
    return dataOf(
      `mutation ($operator: String!${ofInput ? ', $input: String!' : ''}) { set: ${mutation} { __typename
        ... on UserError { message } ... on ValidationError { problems { path message } } ${ofInput ? OF_INPUT : OF_OPERATOR} } }`,
      { operator: of, ...(ofInput && { input }) },
    );
  };

  /** The events of the operator so far, oldest first. */
  const eventsOf = async (): Promise<Loose[]> => {
    await numberEvents(api.db, 1000);
    return events(api, { operators: [operator] });
  };
  /** The same as type and period. */
  const told = async () => (await eventsOf()).map(({ type, period }) => `${type} ${period.label}`);

  /** The message that a query is refused with. */
  const refused = async (query: string): Promise<string> => (await api.ask(query)).errors![0]!.message;

  return {
    dataOf,
    settled,
    refused,
    record,
    observed,
    calls,
    callsOfBoth,
    trend,
    figure,
    set,
    eventsOf,
    told,
  };
}
