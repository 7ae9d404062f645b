/** Webhooks: places that events are sent to, and what became of every sending. Changing them stands in webhookMutations.ts. */
import { has, hasEverywhere } from '../../access/viewer.ts';
import type { BreachFilter } from '../../delivery/criteria.ts';
import { cursorOf } from '../../delivery/cursor.ts';
import type { Names } from '../../delivery/kinds/notice.ts';
import { isWithin } from '../../delivery/owner.ts';
import { FORMAT_NAMES, type FormatName, shownUrl } from '../../delivery/webhooks/formats.ts';
import type { Webhooks } from '../../delivery/webhooks/webhooks.ts';
import { isBreachEvent } from '../../store/breachEvents.ts';
import type { EventRow } from '../../store/events.ts';
import type { DeliveryRow } from '../../store/deliveries.ts';
import { DELIVERY_STATES } from '../../store/words.ts';
import type { WebhookRow } from '../../store/webhooks.ts';
import { idOf, rowIdOf } from '../breaches/breach.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, type CursorNames, DEFAULT_PAGE, pageOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { sized, sizedByPage } from '../cost.ts';
import { isKnownEvent, KINDS, ServiceEvent } from '../events/serviceEvent.ts';
import { codesOfCursor, decode, encode, foreignCursor } from '../ids.ts';
import { knownAmong } from '../knownAmong.ts';
import { BreachEvent, Node, Webhook } from '../refs.ts';
import { EventKindEnum } from '../vocabulary.ts';
import { KeptBreachFilter } from './webhookFilter.ts';

/** How events and breaches are named to those who are sent them: by the ids of this API. */
export const namesOf = (origin: string): Names => ({
  event: (id) => encode('BreachEvent', origin, String(id)),
  breach: (id) => encode('Breach', origin, String(id)),
  dataEvent: (id) => encode('DataEvent', origin, String(id)),
  problem: (id) => encode('DataProblem', origin, String(id)),
  cursor: (sequence) => cursorOf(origin, sequence),
  source: `urn:kpi-matrix:${origin}`,
});

export const WebhookFormatEnum = builder.enumType('WebhookFormat', {
  description:
    'STANDARD: as the Standard Webhooks specification has it. CLOUDEVENTS: the same data in a CloudEvent 1.0, structured. ' +
    'The others are chat services; what comes together is one message there.',
  values: FORMAT_NAMES,
});

const WebhookStateEnum = builder.enumType('WebhookState', {
  description:
    'PAUSED by a person; DISABLED by what the endpoint answered. Neither loses an event: resuming goes on where it was.',
  values: ['ACTIVE', 'PAUSED', 'DISABLED'] as const,
});

export const DeliveryStateEnum = builder.enumType('DeliveryState', {
  description:
    'HELD: by a silence. DEAD: given up after the last retry, kept to be sent again. SILENCED: a silence made it pointless.',
  values: DELIVERY_STATES,
});

/** A delivery with its event; null where the event is of a definition that can no longer be read. */
interface DeliverySource extends DeliveryRow {
  event: EventRow | null;
}

const WebhookDelivery = builder.objectRef<DeliverySource>('WebhookDelivery').implement({
  description: 'One event on its way to one webhook. Kept for 30 days once it is finished.',
  fields: (t) => ({
    event: t.field({
      type: BreachEvent,
      nullable: true,
      description: 'Null for an event of another kind: see serviceEvent.',
      resolve: ({ event }) => (event && isBreachEvent(event) ? event : null),
    }),
    serviceEvent: t.expose('event', {
      type: ServiceEvent,
      nullable: true,
      description: 'The event, of whatever kind.',
    }),
    state: t.expose('state', { type: DeliveryStateEnum }),
    attempts: t.exposeInt('attempts'),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ state, nextAttemptAt }) => (state === 'PENDING' ? nextAttemptAt : null),
    }),
    lastAttemptAt: t.expose('lastAttemptAt', { type: 'DateTime', nullable: true }),
    lastStatus: t.exposeInt('lastStatus', {
      nullable: true,
      description: 'The HTTP status; null where there was no answer.',
    }),
    lastError: t.exposeString('lastError', { nullable: true }),
    lastAnswer: t.exposeString('lastAnswer', {
      nullable: true,
      description: 'The beginning of what was answered.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const WebhookDeliveryConnection = connectionOf(WebhookDelivery, { description: 'Newest first.' });

const CURSOR: CursorNames<DeliverySource> = {
  kind: 'delivery',
  length: 1,
  codesOf: ({ sequence }) => [String(sequence)],
};

Webhook.implement({
  description:
    'A place that events are sent to, at least once and each breach (or what else they happen to) in order.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }, _args, { delivery }) => idOf('Webhook', id, delivery) }),
    name: t.exposeString('name'),
    url: t.string({
      description: 'Of a chat bot only the beginning and the end: whoever knows the whole may write there.',
      resolve: shownUrl,
    }),
    format: t.field({ type: WebhookFormatEnum, resolve: ({ format }) => format as FormatName }),
    kinds: t.field({
      type: [EventKindEnum],
      description: 'Which kinds of events.',
      extensions: sized(KINDS.length),
      resolve: ({ kinds }) => kinds as (typeof EventKindEnum.$inferType)[],
    }),
    filter: t.field({ type: KeptBreachFilter, resolve: ({ filter }) => filter as BreachFilter }),
    state: t.expose('state', { type: WebhookStateEnum }),
    stateReason: t.exposeString('stateReason', { nullable: true }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when the endpoint has accepted nothing; null while it is well.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    deliveries: t.field({
      type: WebhookDeliveryConnection,
      nullable: true,
      args: {
        first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
        after: t.arg.string(),
        states: t.arg({ type: [DeliveryStateEnum] }),
      },
      extensions: sizedByPage(DEFAULT_PAGE),
      resolve: async ({ id }, { first, after, states }, context) => {
        const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
        const before = sequenceIn(after);
        const rows = await context.reads.deliveryPage({
          webhookId: id,
          states: states ?? null,
          before,
          limit: count + 1,
        });
        const around = { hasNextPage: rows.length > count, hasPreviousPage: before !== null };
        return pageOf(await withEvents(context, rows.slice(0, count)), CURSOR, around);
      },
    }),
  }),
});

builder.queryFields((t) => ({
  webhooks: t.field({
    description: 'In the order in which they were made.',
    type: [Webhook],
    extensions: sized(50),
    resolve: async (_root, _args, context) => manageableOf(context, await context.reads.webhookRows()),
  }),
  webhook: t.field({
    type: Webhook,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => (await webhookOf(context, id)) ?? null,
  }),
}));

function sequenceIn(after: string | null | undefined): number | null {
  const codes = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after');
  if (!codes) return null;
  if (!/^\d{1,15}$/.test(codes[0]!)) throw foreignCursor('after');
  return Number(codes[0]);
}

async function withEvents(context: Context, rows: readonly DeliveryRow[]): Promise<DeliverySource[]> {
  const events = rows.length === 0 ? [] : await context.reads.eventsAt(rows.map((it) => it.eventId));
  const known = new Map((await knownAmong(context, events, isKnownEvent)).map((it) => [it.id, it]));
  return rows.map((row) => ({ ...row, event: known.get(row.eventId) ?? null }));
}

/** The webhook that an id names; undefined where it names none of this database, or none that is theirs to see who ask. */
export async function webhookOf(context: Context, id: string): Promise<WebhookRow | undefined> {
  const decoded = decode(id);
  return decoded?.kind === 'Webhook' ? findWebhook(context, decoded.codes) : undefined;
}

/** The webhook that an id's codes name. */
export async function findWebhook(context: Context, codes: string[]): Promise<WebhookRow | undefined> {
  const id = await rowIdOf(codes, context.delivery);
  const found = id === undefined ? undefined : await context.reads.webhookRow(id);
  return found && (await manageableOf(context, [found]))[0];
}

/** Those webhooks or silences among these that reach no further than whoever asks may respond. */
export async function manageableOf<T extends Pick<WebhookRow, 'filter' | 'grants'>>(
  { viewer, engineAs }: Context,
  rows: readonly T[],
): Promise<T[]> {
  if (hasEverywhere(viewer, 'RESPONDER')) return [...rows];
  if (rows.length === 0 || !has(viewer, 'RESPONDER')) return [];
  const { reference } = (await engineAs('RESPONDER').moment()).world;
  return rows.filter((it) => isWithin(reference, it));
}

/** Where webhooks and silences are changed; throws where this server only reads. */
export function webhooksIn({ webhooks }: Context): Webhooks {
  if (webhooks) return webhooks;
  throw new Error('this server was started without webhooks');
}
