/** What somebody who builds dashboards asks, each in one request. */

const MONTH = '{ grain: MONTH, date: "2015-02-28" }';
const IN_MONTH = 'range: { grain: MONTH, from: "2015-02-01", to: "2015-02-28" }';
const TODAY = new Date().toISOString().slice(0, 10);
const UNITS = ['beijing', 'north', 'south'];
const RIVALS = ['china-mobile', 'china-telecom', 'china-unicom'];
const FIVE = [
  'hotline-answer-rate-15s',
  'call-drop-rate',
  'regulator-appeal-rate',
  'total-complaint-rate',
  'long-pending-complaint-share',
];

/** A question, how many statements it takes, and how it is asked. */
export const QUESTIONS: [question: string, statements: number, query: string][] = [
  [
    'a heat map of all branches',
    2,
    `{ matrices(scopes: [${UNITS.map((it) => `{ operator: "china-mobile", orgUnit: "${it}" }`).join()}], period: ${MONTH}) {
      id scope { orgUnit { code name } } index dimensions { dimension score } cells { process dimension score kpis { code } } } }`,
  ],
  [
    'a league of branches on a KPI',
    4,
    `{ measurements(filter: { kpis: ["hotline-answer-rate-15s"], orgUnits: ["beijing", "south"], ${IN_MONTH} }, orderBy: VALUE, direction: DESC) {
      totalCount edges { node { value score status scope { orgUnit { name } } } } } }`,
  ],
  [
    'five KPIs with the period before and last year',
    2,
    `{ ${FIVE.map(
      (code, n) => `k${n}: kpiDefinition(code: "${code}") { code name unit
        trend(scope: { operator: "china-mobile" }, range: { grain: QUARTER, from: "2015-01-01", to: "2015-03-31" }) { value status } 
        before: trend(scope: { operator: "china-mobile" }, range: { grain: QUARTER, from: "2014-10-01", to: "2014-12-31" }) { value }
        lastYear: trend(scope: { operator: "china-mobile" }, range: { grain: QUARTER, from: "2014-01-01", to: "2014-03-31" }) { value } }`,
    ).join('\n')} }`,
  ],
  [
    'the ten worst of a month, with what they changed by',
    4,
    `{ measurements(filter: { operators: ["china-mobile"], statuses: [WARNING, CRITICAL, OK], ${IN_MONTH} }, orderBy: SCORE, first: 10) {
      edges { node { value score status kpi { code name unit } scope { orgUnit { name } } previous { value } } } } }`,
  ],
  [
    'three operators side by side',
    2,
    `{ matrices(scopes: [${RIVALS.map((it) => `{ operator: "${it}" }`).join()}], period: { grain: QUARTER, date: "2012-03-31" }) {
      scope { operator { code name isOwn } } index coverage processes { process score } } }`,
  ],
  [
    'from a dimension down to the observations',
    5,
    `{ matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: "2015-03-10" }) { dimensions { dimension score }
        cells { process dimension score measurements { value status inputs { value input { key } } kpi { code formula } } } }
      observations(filter: { inputs: ["callsOfferedToAgents"], within: { operator: "china-mobile" }, from: "2015-03-10", to: "2015-03-10" }) {
        edges { node { value date scope { orgUnit { name } } history { value } } } } }`,
  ],
  [
    'breaches with how long they lasted',
    4,
    `{ breaches(first: 50, orderBy: SEVERITY) { totalCount edges { node { kpi { name } severity state openedAt resolvedAt scope { orgUnit { name } } firstPeriod { start } lastPeriod { end } } } }
      breachCounts(by: [KPI], from: "${TODAY}", to: "${TODAY}") { groups open resolved meanHoursToResolve medianHoursToResolve } }`,
  ],
  [
    'how many by process and week',
    2,
    `{ breachCounts(by: [PROCESS, WEEK], from: "${TODAY}", to: "${TODAY}") { groups opened open resolved } }`,
  ],
  [
    'the history of corrections',
    3,
    `{ observations(filter: { within: { operator: "china-mobile" }, from: "2015-01-01", to: "2015-03-31" }) {
      edges { node { value date input { key } recordedAt source history { value recordedAt source } } } } }`,
  ],
  [
    'the year to date and the last twelve months',
    3,
    `{ kpiDefinition(code: "hotline-answer-rate-15s") { name unit
      year: trend(scope: { operator: "china-mobile" }, range: { grain: MONTH, from: "2014-04-01", to: "2015-03-31" }, window: YEAR_TO_DATE) { period { label } value status }
      rolling: trend(scope: { operator: "china-mobile" }, range: { grain: MONTH, from: "2014-04-01", to: "2015-03-31" }, window: ROLLING_12_MONTHS) { period { label } value status } } }`,
  ],
  [
    'everything of a month for a warehouse',
    5,
    `{ measurements(filter: { ${IN_MONTH} }, first: 500) { totalCount edges { node { id value score status definitionVersion computedAt isComplete coverage
      kpi { code version } scope { operator { code } businessLine { code } orgUnit { code } } period { start end } inputs { value input { key } } } } pageInfo { hasNextPage endCursor } } }`,
  ],
];
