/**
 * Subscribers that want to do harm, made from a seed: over SSE and over WebSocket, with documents that are deep, aliased, circular or
 * costly, cursors and filters that are none, frames that are no frames, messages out of turn, and operations that never end.
 */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { hostileDocument } from './hostileDocuments.ts';

/** An operation as it is sent. */
export interface Asked {
  query: unknown;
  variables?: unknown;
  operationName?: unknown;
}

/** One subscriber: what is sent over SSE, or over a socket of its own. */
export type Hostile = { what: string } & (
  | { over: 'SSE'; asked: Asked }
  /** Each is answered with an error or its end, unless the server takes it for a stream; the socket goes on. */
  | { over: 'operations'; asked: Asked[] }
  /** Messages, after being let in or before; and the code that the socket is closed with. */
  | { over: 'messages'; isLetIn: boolean; messages: string[]; closes: number }
  /** Bytes below the messages of a socket, and the code. */
  | { over: 'bytes'; bytes: Buffer; closes: number }
  /** So many operations that never end, left without a farewell. */
  | { over: 'streams'; count: number }
);

/** As many subscribers as asked for, the same for the same seed. */
export const hostileSubscribers = (count: number, seed: number): Hostile[] =>
  fc.sample(HOSTILE, { numRuns: count, seed });

const times = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');
const nested = (depth: number, open: string, inside: string): string =>
  open.repeat(depth) + inside + '}'.repeat(depth);

const ROOTS = ['breachEvents', 'events'];
const root = fc.constantFrom(...ROOTS);

/** Subscriptions beyond what any may ask for, or against the language. */
const SUBSCRIPTIONS = fc.oneof(
  fc
    .integer({ min: 2, max: 300 })
    .map((count) => `subscription { ${times(count, (at) => `a${at}: breachEvents { id }`)} }`),
  fc
    .tuple(root, fc.integer({ min: 31, max: 600 }))
    .map(([name, count]) => `subscription { ${name} { ${times(count, (at) => `a${at}: cursor`)} } }`),
  fc
    .integer({ min: 7, max: 400 })
    .map(
      (depth) =>
        `subscription { breachEvents { ${nested(depth, 'breach { events {', 'id')}${'}'.repeat(depth)} } }`,
    ),
  fc
    .integer({ min: 1, max: 30 })
    .map(
      (count) =>
        `subscription { breachEvents { ...F0 } } ${times(count, (at) => `fragment F${at} on BreachEvent { id ...F${(at + 1) % count} }`)}`,
    ),
  fc
    .integer({ min: 13, max: 40 })
    .map(
      (count) =>
        `subscription { breachEvents { breach { kpi { inputs { ...F0 } } } } } ${times(count, (at) => `fragment F${at} on InputDefinition { kpis { inputs { ...F${at + 1} } } kpis { derivedFrom { inputs { ...F${at + 1} } } } }`)} fragment F${count} on InputDefinition { key }`,
    ),
  fc.constantFrom(
    'subscription { breachEvents { breach { events { breach { events { breach { events { id } } } } } } } }',
    'subscription { breachEvents { breach { kpi { inputs { kpis { inputs { kpis { inputs { key } } } } } } } } }',
    'subscription { __typename }',
    'subscription { __schema { types { name } } }',
    'subscription { breachEvents { id } events { __typename } }',
    'subscription { nothing { id } }',
    'subscription { breachEvents }',
    'subscription { ...A } fragment A on Subscription { breachEvents { id } events { __typename } }',
    'subscription A { breachEvents { id } } subscription B { events { __typename } }',
    'subscription ($a: String!) { breachEvents(after: $a) { id } }',
    'subscription { breachEvents(after: 7) { id } }',
    'subscription { breachEvents(filter: {nothing: 1}) { id } }',
    'subscription { breachEvents { id @defer } }',
  ),
);

const LONG = 'x'.repeat(30_000);
/** Values for a cursor or a filter that fit neither. */
const ODD = fc.constantFrom<unknown>(
  ...['x', '0', '-1', '1e99', '\u0000', '\ud800', '__proto__', LONG, '界'.repeat(200_000), 7, [], {}, true],
  ...[
    { kpis: Array(30_000).fill('x') },
    { kpis: ['__proto__'] },
    { operators: [LONG] },
    { scopes: [{ operator: 'nobody' }] },
    { severities: [LONG] },
    { grains: ['x'.repeat(500_000)] },
  ],
);
const WITH_VARIABLES: fc.Arbitrary<Asked> = fc.oneof(
  ODD.map((after) => ({
    query: 'subscription ($after: String) { breachEvents(after: $after) { id } }',
    variables: { after },
  })),
  ODD.map((filter) => ({
    query: 'subscription ($filter: BreachFilter) { breachEvents(filter: $filter) { id } }',
    variables: { filter },
  })),
);

const ASKED: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 3, arbitrary: SUBSCRIPTIONS.map((query): Asked => ({ query })) },
  { weight: 2, arbitrary: WITH_VARIABLES },
  { weight: 2, arbitrary: hostileDocument.map((query): Asked => ({ query })) },
);

const SUBSCRIBE = (id: unknown, query: unknown = STREAM) =>
  JSON.stringify({ type: 'subscribe', id, payload: { query } });
/** What goes on until somebody ends it. */
export const STREAM = 'subscription { breachEvents { id } }';
const INIT = '{"type":"connection_init"}';
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Texts that are no message of the protocol. */
const NO_MESSAGES = [
  ...[
    '',
    ' ',
    '{',
    'null',
    '7',
    '[]',
    '"x"',
    '{}',
    '\u0000',
    '{"type":7}',
    '{"type":"nothing"}',
    deep(100_000),
  ],
  ...['{"type":"__proto__"}', '{"type":"connection_ack","payload":7}', '{"type":"ping","payload":7}'],
  ...['{"type":"subscribe"}', '{"type":"subscribe","id":"","payload":{"query":"x"}}', SUBSCRIBE(7)],
  ...[
    SUBSCRIBE('1', 7),
    SUBSCRIBE('1', null),
    SUBSCRIBE('1', {}),
    '{"type":"complete"}',
    '{"type":"complete","id":7}',
  ],
  ...['{"type":"subscribe","id":"1","payload":{"query":"x","variables":7}}', `{"type":"${LONG}"}`],
];
const FIVE_MIB = 5 << 20;
const MESSAGES: fc.Arbitrary<Hostile> = fc.oneof(
  fc.tuple(fc.boolean(), fc.constantFrom(...NO_MESSAGES)).map(([isLetIn, it]) => ({
    ...{
      what: `no message: ${it.slice(0, 60)}`,
      over: 'messages' as const,
      isLetIn,
      messages: [it],
      closes: 4400,
    },
  })),
  fc.string({ unit: 'binary', maxLength: 500 }).map((it) => ({
    ...{
      what: 'noise',
      over: 'messages' as const,
      isLetIn: true,
      messages: [it.replace(/\p{Cs}/gu, '')],
      closes: 4400,
    },
  })),
  fc.constantFrom<Hostile>(
    { what: 'asks before', over: 'messages', isLetIn: false, messages: [SUBSCRIBE('1')], closes: 4401 },
    { what: 'twice let in', over: 'messages', isLetIn: true, messages: [INIT], closes: 4429 },
    {
      what: 'an id twice',
      over: 'messages',
      isLetIn: true,
      messages: [SUBSCRIBE('1'), SUBSCRIBE('1')],
      closes: 4409,
    },
    {
      ...{ what: 'an id of a prototype twice', over: 'messages', isLetIn: true, closes: 4409 },
      messages: [SUBSCRIBE('__proto__'), SUBSCRIBE('__proto__')],
    },
    {
      ...{ what: 'more than a message may have', over: 'messages', isLetIn: true, closes: 1009 },
      messages: [SUBSCRIBE('1', 'x'.repeat(FIVE_MIB))],
    },
    {
      ...{ what: 'more than a farewell may have', over: 'messages', isLetIn: false, closes: 1009 },
      messages: [`{"type":"connection_init","payload":{"authorization":"${'x'.repeat(FIVE_MIB)}"}}`],
    },
    {
      ...{ what: 'pings without end, and then no message', over: 'messages', isLetIn: true, closes: 4400 },
      messages: [...Array<string>(50).fill(`{"type":"ping","payload":{"a":${deep(20_000)}}}`), '{'],
    },
    {
      ...{ what: 'ends what never began', over: 'messages', isLetIn: true, closes: 4400 },
      messages: [...Array<string>(50).fill(`{"type":"complete","id":"${'x'.repeat(1000)}"}`), '{'],
    },
  ),
);

/** A frame's bytes, masked as a client's have to be; `length` says another one than it has. */
function frame(first: number, payload: Buffer, { isMasked = true, length = payload.length } = {}): Buffer {
  const mask = isMasked ? randomBytes(4) : Buffer.alloc(0);
  const head = length < 126 ? Buffer.from([length]) : Buffer.concat([Buffer.from([127]), bigEndian(length)]);
  head[0]! |= isMasked ? 0x80 : 0;
  const body = isMasked ? payload.map((it, at) => it ^ mask[at % 4]!) : payload;
  return Buffer.concat([Buffer.from([first]), head, mask, body]);
}

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

const [FIN, CONTINUED, TEXT, CLOSE, PING] = [0x80, 0, 1, 8, 9];
const ping = Buffer.from('{"type":"ping"}');
const bytes = (what: string, it: Buffer, closes: number): Hostile => ({
  what,
  over: 'bytes',
  bytes: it,
  closes,
});

/** What is against the rules of WebSocket itself (RFC 6455). */
const BYTES: Hostile[] = [
  ...[0x40, 0x20, 0x10].map((bit) => bytes('a reserved bit', frame(FIN | bit | TEXT, ping), 1002)),
  ...[3, 7, 11, 15].map((code) => bytes('an unknown frame', frame(FIN | code, ping), 1002)),
  bytes('a frame without a mask', frame(FIN | TEXT, ping, { isMasked: false }), 1002),
  bytes('a ping in pieces', frame(PING, ping), 1002),
  bytes('a ping that is long', frame(FIN | PING, Buffer.alloc(200)), 1002),
  bytes('the end of nothing', frame(FIN | CONTINUED, ping), 1002),
  bytes('a text within a text', Buffer.concat([frame(TEXT, ping), frame(TEXT, ping)]), 1002),
  bytes('bytes that are no UTF-8', frame(FIN | TEXT, Buffer.from([0xff, 0xfe, 0xc0, 0x80])), 1007),
  bytes('a length beyond what may come', frame(FIN | TEXT, ping, { length: FIVE_MIB }), 1009),
  bytes(
    'a length beyond all numbers',
    frame(FIN | TEXT, ping, { length: Number.MAX_SAFE_INTEGER + 3 }),
    1009,
  ),
  bytes(
    'pieces that together are too long',
    Buffer.concat([frame(TEXT, ping), ...Array<Buffer>(3).fill(frame(CONTINUED, Buffer.alloc(2 << 20, 32)))]),
    1009,
  ),
  bytes('a farewell with half a code', frame(FIN | CLOSE, Buffer.from([3])), 1002),
  bytes('a farewell with a code that is none', frame(FIN | CLOSE, Buffer.from([0, 7])), 1002),
];

const HOSTILE: fc.Arbitrary<Hostile> = fc.oneof(
  { weight: 5, arbitrary: ASKED.map((asked): Hostile => ({ what: 'SSE', over: 'SSE', asked })) },
  {
    weight: 4,
    arbitrary: fc
      .array(ASKED, { minLength: 1, maxLength: 4 })
      .map((asked): Hostile => ({ what: 'operations', over: 'operations', asked })),
  },
  { weight: 3, arbitrary: MESSAGES },
  { weight: 2, arbitrary: fc.constantFrom(...BYTES) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 20 })
      .map((count): Hostile => ({ what: 'streams', over: 'streams', count })),
  },
);
