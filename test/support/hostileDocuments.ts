/**
 * Requests that want to do harm, made from a seed: documents that are deep, wide, circular or costly, texts that are none, values
 * that fit nothing, and every way to send them that a client may not use.
 */
import fc from 'fast-check';

export interface HostileRequest {
  /** In a word, for whoever reads that it was answered badly. */
  what: string;
  /** Below /graphql: empty, or a query string. */
  search: string;
  init: RequestInit;
}

/** As many requests as asked for, the same for the same seed. */
export const hostileRequests = (count: number, seed: number): HostileRequest[] =>
  fc.sample(REQUEST, { numRuns: count, seed });

const times = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');

const JSON_TYPE = { 'Content-Type': 'application/json' };
const posted = (what: string, body: BodyInit, headers: HeadersInit = JSON_TYPE): HostileRequest => ({
  what,
  search: '',
  init: { method: 'POST', body, headers },
});
const asked = (what: string, query: unknown, more: object = {}): HostileRequest =>
  posted(what, JSON.stringify({ query, ...more }));

/** Numbers around a limit, and far beyond it. */
const beyond = (limit: number, most: number) =>
  fc.oneof(fc.integer({ min: limit + 1, max: limit + 3 }), fc.integer({ min: limit + 1, max: most }));

const nested = (depth: number, open: string, inside: string): string =>
  open.repeat(depth) + inside + '}'.repeat(depth);

const DEEP = beyond(12, 900).map((depth) => `{ businessLines ${nested(depth, '{children', '{code}')} }`);
const INLINE = beyond(12, 900).map(
  (depth) => `{ businessLines ${nested(depth, '{...{children', '{code}')}${'}'.repeat(depth)} }`,
);
const INTROSPECTION = beyond(6, 200).map(
  (depth) => `{ __schema { types ${nested(depth, '{fields{type', '{name}')}${'}'.repeat(depth)} } }`,
);

const ALIASES = beyond(30, 600).map((count) => `{ ${times(count, (at) => `a${at}: __typename`)} }`);
const ROOTS = beyond(20, 1500).map((count) => `{ ${times(count, () => '__typename')} }`);
const MATRICES = beyond(20, 100).map(
  (count) =>
    `{ ${times(count, (at) => `a${at}: matrix(scope: {operator: "china-mobile"}, period: {grain: DAY, date: "2012-03-31"}) { index }`)} }`,
);

const DOUBLING = beyond(12, 60).map(
  (count) =>
    `{ businessLines { ...F0 } } ${times(count, (at) => `fragment F${at} on BusinessLine { children { ...F${at + 1} } parent { ...F${at + 1} } }`)} fragment F${count} on BusinessLine { code }`,
);
const CIRCLE = fc
  .integer({ min: 1, max: 40 })
  .map(
    (count) =>
      `{ businessLines { ...F0 } } ${times(count, (at) => `fragment F${at} on BusinessLine { code ...F${(at + 1) % count} }`)}`,
  );
const SPREADS = fc
  .integer({ min: 10, max: 600 })
  .map(
    (count) =>
      `{ businessLines { ${times(count, () => '...F')} ...Missing } } fragment F on BusinessLine { code }`,
  );
const UNUSED = fc
  .integer({ min: 1, max: 200 })
  .map((count) => `{ __typename } ${times(count, (at) => `fragment F${at} on Query { __typename }`)}`);
const CONFLICTS = fc
  .integer({ min: 2, max: 150 })
  .map((count) => `{ businessLines { ${times(count, (at) => `...{ code${at % 2 ? ': name' : ''} }`)} } }`);

const FAN_OUT = [
  '{ inputDefinitions { kpis { inputs { kpis { inputs { kpis { inputs { key } } } } } } } }',
  '{ kpiDefinitions(first: 500) { edges { node { inputs { kpis { derivedFrom { inputs { kpis { code } } } } } } } } }',
  '{ operators { orgUnits(first: 500) { edges { node { children { children { children { children { code } } } } } } } } }',
  '{ kpiDefinitions(first: 500) { edges { node { trend(scope: {operator: "china-mobile"}, range: {grain: DAY, from: "0001-01-01", to: "9999-12-31"}) { value } } } } }',
  '{ breaches(first: 500) { edges { node { events { breach { events { breach { events { id } } } } } } } } }',
  '{ matrix(scope: {operator: "china-mobile"}, period: {grain: DAY, date: "2012-03-31"}) { previous { previous { previous { previous { cells { measurements { previous { previous { lastYear { inputs { value } } } } } } } } } } } }',
  '{ measurements(first: 500, filter: {range: {grain: DAY, from: "2012-01-01", to: "2012-12-31"}}) { edges { node { kpi { inputs { kpis { inputs { kpis { code } } } } } } } } }',
];

/** Too long by characters or by tokens, in every form that a lexer knows. */
const LONG = fc
  .tuple(
    beyond(20_000, 1_000_000),
    fc.constantFrom<(length: number) => string>(
      (length) => '{ __typename }'.padEnd(length, ' '),
      (length) => `{ __typename } #${'x'.repeat(length)}`,
      (length) => `{ node(id: "${'x'.repeat(length)}") { id } }`,
      (length) => `{ node(id: """${'"'.repeat(length)}""") { id } }`,
      (length) => `{ ${'x'.repeat(length)} }`,
      (length) => '{'.repeat(length),
      (length) => '['.repeat(length),
      (length) => `{ node(id: ${'['.repeat(length)}`,
      (length) => '{a'.repeat(length / 2),
      (length) => ','.repeat(length),
      (length) => '\ufeff'.repeat(length),
    ),
  )
  .map(([length, make]) => make(length));
const TOKENS = beyond(2000, 6000).map((count) => `{ ${'a '.repeat(count)} }`);
const LISTS = fc
  .integer({ min: 1, max: 900 })
  .map((depth) => `{ node(id: ${'['.repeat(depth)}${']'.repeat(depth)}) { id } }`);
const OBJECTS = fc
  .integer({ min: 1, max: 400 })
  .map(
    (depth) => `{ matrix(scope: ${'{operator:'.repeat(depth)}1${'}'.repeat(depth)}, period: {}) { index } }`,
  );
const DIRECTIVES = fc
  .integer({ min: 2, max: 400 })
  .map((count) => `{ __typename ${times(count, (at) => (at % 2 ? '@include(if: true)' : '@nothing'))} }`);

const VALUES = [
  ...[
    '1e999',
    '-1e400',
    '99999999999',
    'null',
    '"\\ud800"',
    '"\\u{110000}"',
    '"\\u0000"',
    'CONSTRUCTOR',
    '{}',
    '$missing',
  ],
  ...['{__proto__: 1}', '{constructor: {prototype: 1}}', '"__proto__"', '""', '"""\u0000"""', 'true', '[]'],
];
const ODD_VALUES = fc
  .constantFrom(...VALUES)
  .chain((it) =>
    fc.constantFrom(
      `{ operator(code: ${it}) { code } }`,
      `{ kpiDefinitions(first: ${it}, after: ${it}) { totalCount } }`,
      `{ node(id: ${it}) { id } }`,
      `{ matrix(scope: {operator: ${it}}, period: {grain: DAY, date: ${it}}) { index } }`,
      `{ measurements(filter: ${it}) { edges { cursor } } }`,
      `{ checkKpi(input: ${it}) { problems { message } } }`,
      `mutation { retireKpi(code: ${it}) { __typename } }`,
      `mutation { recordObservations(input: {idempotencyKey: "x", observations: [${it}]}) { __typename } }`,
    ),
  );

const GOOD =
  '{ matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: "2012-03-31" }) { index cells { score } } }';
const PIECES = [
  '{',
  '}',
  '(',
  ')',
  '"',
  '"""',
  '...',
  '@',
  '$',
  ':',
  '!',
  '#',
  '\\',
  '\u0000',
  '\ud800',
  '\u202e',
  '__proto__',
  'fragment A on A',
  'subscription',
  '&',
  '\ufeff',
  '\r',
];
/** A good document with pieces put in anywhere and ends cut off. */
const BROKEN = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(GOOD.length), fc.constantFrom(...PIECES)), { minLength: 1, maxLength: 6 }),
    fc.nat(GOOD.length),
  )
  .map(([changes, from]) =>
    changes
      .reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), GOOD)
      .slice(from % 7 === 0 ? from : 0),
  );
const NOISE = fc.string({ unit: 'binary', maxLength: 2000 });

const DOCUMENTS: Record<string, fc.Arbitrary<string>> = {
  ...{
    DEEP,

    INLINE,
    INTROSPECTION,
    ALIASES,
    ROOTS,
    MATRICES,
    DOUBLING,
    CIRCLE,
    SPREADS,
    UNUSED,
    CONFLICTS,
  },
  ...{
    FAN_OUT: fc.constantFrom(...FAN_OUT),
    LONG,
    TOKENS,
    LISTS,
    OBJECTS,
    DIRECTIVES,
    ODD_VALUES,
    BROKEN,
    NOISE,
  },
};

/** A document of any kind. */
export const hostileDocument = fc.oneof(...Object.values(DOCUMENTS));

const documents = fc.oneof(
  ...Object.entries(DOCUMENTS).map(([what, text]) => text.map((query) => asked(what.toLowerCase(), query))),
);

const SMALL = '{ __typename }';
const WRITING =
  'mutation { recordObservations(input: { idempotencyKey: "x", observations: [] }) { __typename } }';

/** Bodies and headers that are no request of GraphQL over HTTP. */
const BODIES: HostileRequest[] = [
  ...[
    '',
    'null',
    '7',
    '"x"',
    '[]',
    '{',
    '{}',
    '[[]]',
    '\u0000',
    '{"query":7}',
    '{"query":null}',
    '{"query":{}}',
  ].map((it) => posted('no request', it)),
  posted('many at once', JSON.stringify(Array(1000).fill({ query: SMALL }))),
  ...[100, 5000, 200_000].flatMap((depth) => [
    posted('deep JSON', '['.repeat(depth) + ']'.repeat(depth)),
    posted(
      'deep variables',
      `{"query":"${SMALL}","variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
    ),
    posted(
      'deep variable that is used',
      `{"query":"query ($a: ID!) { node(id: $a) { id } }","variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
    ),
    posted(
      'deep variable of a matrix',
      `{"query":"query ($a: ScopeInput!) { matrix(scope: $a, period: {grain: DAY, date: \\"2012-03-31\\"}) { index } }","variables":{"a":${'[{"operator":'.repeat(depth)}1${'}]'.repeat(depth)}}}`,
    ),
    posted(
      'deep extensions',
      `{"query":"${SMALL}","extensions":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`,
    ),
  ]),
  ...[7, 'x', [], [1], true].flatMap((it) => [
    asked('variables of a wrong kind', SMALL, { variables: it }),
    asked('extensions of a wrong kind', SMALL, { extensions: it }),
    asked('operationName of a wrong kind', SMALL, { operationName: it }),
  ]),
  posted('prototypes', `{"query":"${SMALL}","__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}`),
  posted(
    'prototypes as variables',
    '{"query":"query ($a: ID!) { node(id: $a) { id } }","variables":{"__proto__":{"a":"x"},"constructor":1}}',
  ),
  asked('a name that is missing', SMALL, { operationName: '__proto__' }),
  asked('several operations', 'query A { __typename } query B { __typename } mutation C { __typename }'),
  asked('a persisted query', undefined, { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
  asked('a schema', 'type Query { a: Int } { __typename }'),
  posted('5 MiB', JSON.stringify({ query: SMALL, extensions: { it: 'x'.repeat(5 << 20) } })),
  posted('bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d])),
  posted('UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])),
  ...[
    'text/plain',
    'application/graphql',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
    'x',
    'application/json; charset=utf-16',
  ].map((it) => posted('another type', JSON.stringify({ query: WRITING }), { 'Content-Type': it })),
  posted('an encoding that it is not', JSON.stringify({ query: SMALL }), {
    ...JSON_TYPE,
    'Content-Encoding': 'gzip',
  }),
  posted('a type nobody takes', JSON.stringify({ query: SMALL }), { ...JSON_TYPE, Accept: 'image/png' }),
  posted('Accept without end', JSON.stringify({ query: SMALL }), {
    ...JSON_TYPE,
    Accept: 'text/x,'.repeat(1000),
  }),
  posted('headers without end', JSON.stringify({ query: SMALL }), {
    ...JSON_TYPE,
    'X-Long': 'x'.repeat(60_000),
  }),
];
const SEARCHES = [
  ...[
    '',
    '?query',
    '?query=',
    '?query=%',
    '?query=%FF%FE',
    '?query={__typename}&query={',
    '?variables={',
    '?query={__typename}&variables=[]',
  ],
  ...['?query={__typename}&extensions=7', `?query=${encodeURIComponent(WRITING)}`],
  ...[
    `?query={${'a'.repeat(10_000)}}`,
    '?__proto__[x]=1&query={__typename}',
    '?query={__typename}&operationName=constructor',
  ],
];
const METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];

const transports = fc.oneof(
  fc.constantFrom(...BODIES),
  fc.constantFrom(...SEARCHES).map((search) => ({ what: `GET ${search}`, search, init: { method: 'GET' } })),
  fc
    .constantFrom(...METHODS)
    .map((method) => ({ what: method, search: `?query=${SMALL}`, init: { method } })),
  // Whatever is refused as a body is refused in the address, too.
  fc.oneof(ALIASES, CIRCLE, BROKEN, ODD_VALUES).map((query) => ({
    ...{
      what: 'GET',
      search: `?query=${encodeURIComponent(query.replace(/\p{Cs}/gu, '')).slice(0, 12_000)}`,
      init: { method: 'GET' },
    },
  })),
);

const REQUEST: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 4, arbitrary: documents },
  { weight: 1, arbitrary: transports },
);
