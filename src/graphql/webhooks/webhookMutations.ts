/** Setting webhooks up, and everything else that people do with them. */
import type { BreachFilter as Filter } from '../../delivery/criteria.ts';
import type { Done, Replayed, Tested } from '../../delivery/webhooks/administration.ts';
import { type NotFound, notFound } from '../../world/outcome.ts';
import { BreachFilter } from '../breaches/breachFilter.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Webhook } from '../refs.ts';
import { over, resultOf } from '../userError.ts';
import { EventKindEnum } from '../vocabulary.ts';
import { DeliveryStateEnum, WebhookFormatEnum, webhookOf, webhooksIn } from './webhook.ts';

const AFTER =
  'The cursor of the event to begin after; omitted: from now on; empty: from the oldest event kept.';

const FILTER =
  'Which events; omitted: all. Of data problems its scopes count, its KPIs by the inputs that they read, and history.';

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'What people call it; chat messages begin with it. No two may be the same.',
    }),
    url: t.string({
      required: true,
      description:
        'https, on the public internet; other hosts are named in the setting ALLOW_WEBHOOK_HOSTS. Redirects are not followed.',
    }),
    format: t.field({ type: WebhookFormatEnum, defaultValue: 'STANDARD' }),
    kinds: t.field({ type: [EventKindEnum], description: 'Which kinds of events; omitted: breaches.' }),
    filter: t.field({ type: BreachFilter, description: FILTER }),
    secret: t.string({
      description: 'What FEISHU or DINGTALK gave to sign with. For STANDARD and CLOUDEVENTS one is made.',
    }),
    after: t.string({ description: AFTER }),
  }),
});

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'An omitted field keeps its value; an empty filter lets everything through.',
  fields: (t) => ({
    name: t.string(),
    url: t.string(),
    kinds: t.field({ type: [EventKindEnum] }),
    filter: t.field({ type: BreachFilter }),
  }),
});

const ReplayDeliveriesInput = builder.inputType('ReplayDeliveriesInput', {
  fields: (t) => ({
    webhook: t.id({ required: true }),
    states: t.field({
      type: [DeliveryStateEnum],
      defaultValue: ['DEAD'],
      description: 'Of those that are finished: DEAD, DELIVERED, SILENCED.',
    }),
    from: t.field({
      type: 'DateTime',
      description: 'When they were queued, both inclusive; omitted: without bound.',
    }),
    to: t.field({ type: 'DateTime' }),
  }),
});

const SECRET =
  'What messages are signed with. It is shown only now; null where there is none, or you gave it.';

const CreateWebhookSuccess = builder.objectRef<Done>('CreateWebhookSuccess').implement({
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook }),
    secret: t.exposeString('secret', { nullable: true, description: SECRET }),
  }),
});

const RotateWebhookSecretSuccess = builder.objectRef<Done>('RotateWebhookSecretSuccess').implement({
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook }),
    secret: t.exposeString('secret', { nullable: true, description: SECRET }),
  }),
});

/** A success that has nothing to tell but the webhook. */
const success = (name: string) =>
  builder
    .objectRef<Done>(name)
    .implement({ fields: (t) => ({ webhook: t.expose('webhook', { type: Webhook }) }) });

const UpdateWebhookSuccess = success('UpdateWebhookSuccess');
const PauseWebhookSuccess = success('PauseWebhookSuccess');
const ResumeWebhookSuccess = success('ResumeWebhookSuccess');

const TestWebhookSuccess = builder.objectRef<Tested>('TestWebhookSuccess').implement({
  description: 'A test message was sent; what came of it.',
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook }),
    accepted: t.boolean({ resolve: ({ verdict }) => verdict.accepted }),
    status: t.exposeInt('status', { nullable: true }),
    error: t.string({ nullable: true, resolve: ({ verdict }) => (verdict.accepted ? null : verdict.error) }),
    answer: t.exposeString('answer', { nullable: true, description: 'The beginning of what was answered.' }),
  }),
});

interface Deleted {
  outcome: 'deleted';
  id: string;
}

const DeleteWebhookSuccess = builder.objectRef<Deleted>('DeleteWebhookSuccess').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
});

const ReplayDeliveriesSuccess = builder.objectRef<Replayed>('ReplayDeliveriesSuccess').implement({
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook }),
    count: t.exposeInt('count', { description: 'How many deliveries were queued again.' }),
  }),
});

const CreateWebhookResult = resultOf(CreateWebhookSuccess, 'invalid', over(Webhook));
const UpdateWebhookResult = resultOf(UpdateWebhookSuccess, 'invalid', 'notFound', over(Webhook));
const PauseWebhookResult = resultOf(PauseWebhookSuccess, 'notFound');
const ResumeWebhookResult = resultOf(ResumeWebhookSuccess, 'notFound');
const RotateWebhookSecretResult = resultOf(RotateWebhookSecretSuccess, 'invalid', 'notFound');
const TestWebhookResult = resultOf(TestWebhookSuccess, 'notFound');
const DeleteWebhookResult = resultOf(DeleteWebhookSuccess, 'notFound');
const ReplayDeliveriesResult = resultOf(ReplayDeliveriesSuccess, 'invalid', 'notFound');

/** Does something with the webhook that an id names. */
async function withWebhook<T>(
  context: Context,
  id: string,
  work: (id: number) => Promise<T>,
): Promise<T | NotFound> {
  const found = await webhookOf(context, id);
  return found === undefined ? notFound('webhook') : work(found.id);
}

builder.mutationFields((t) => ({
  createWebhook: t.field({
    description: 'Sends events to an endpoint from now on. A name that is taken is a ConflictError.',
    type: CreateWebhookResult,
    args: { input: t.arg({ type: CreateWebhookInput, required: true }) },
    resolve: (_root, { input: { format, filter, ...input } }, context) =>
      webhooksIn(context).administration.create(
        { ...input, format: format ?? 'STANDARD', filter: filter as Filter | null },
        context.viewer,
      ),
  }),
  updateWebhook: t.field({
    description: 'What waits to be sent is sent to the new URL; a new filter holds for events to come.',
    type: UpdateWebhookResult,
    args: { id: t.arg.id({ required: true }), input: t.arg({ type: UpdateWebhookInput, required: true }) },
    resolve: (_root, { id, input: { name, url, kinds, filter } }, context) => {
      const change = {
        name: name ?? undefined,
        url: url ?? undefined,
        kinds: kinds ?? undefined,
        filter: filter as Filter | null | undefined,
      };
      return withWebhook(context, id, (found) =>
        webhooksIn(context).administration.update(found, change, context.viewer),
      );
    },
  }),
  pauseWebhook: t.field({
    description: 'Sends nothing until it is resumed; nothing is lost.',
    type: PauseWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) =>
      withWebhook(context, id, (found) => webhooksIn(context).administration.setState(found, 'PAUSED')),
  }),
  resumeWebhook: t.field({
    description: 'Goes on with what it was not sent, also where it was disabled.',
    type: ResumeWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) =>
      withWebhook(context, id, (found) => webhooksIn(context).administration.setState(found, 'ACTIVE')),
  }),
  rotateWebhookSecret: t.field({
    description:
      'Makes a new secret; the one before it signs as well for 24 hours. A chat service gives the new one itself.',
    type: RotateWebhookSecretResult,
    args: { id: t.arg.id({ required: true }), secret: t.arg.string() },
    resolve: (_root, { id, secret }, context) =>
      withWebhook(context, id, (found) => webhooksIn(context).administration.rotate(found, secret ?? null)),
  }),
  testWebhook: t.field({
    description: 'Sends a test message at once, and answers what the endpoint answered.',
    type: TestWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) =>
      withWebhook(context, id, (found) => webhooksIn(context).administration.test(found)),
  }),
  deleteWebhook: t.field({
    description: 'Removes it with its deliveries, also those that were not made.',
    type: DeleteWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) =>
      withWebhook(context, id, async (found) => ({
        ...(await webhooksIn(context).administration.delete(found)),
        id,
      })),
  }),
  replayDeliveries: t.field({
    description:
      'Sends deliveries again that are finished, under the same ids: dead letters, or a stretch of time.',
    type: ReplayDeliveriesResult,
    args: { input: t.arg({ type: ReplayDeliveriesInput, required: true }) },
    resolve: (_root, { input: { webhook, states, from, to } }, context) => {
      const wanted = { states: states ?? ['DEAD' as const], from: from ?? null, to: to ?? null };
      return withWebhook(context, webhook, (found) =>
        webhooksIn(context).administration.replay(found, wanted),
      );
    },
  }),
}));
