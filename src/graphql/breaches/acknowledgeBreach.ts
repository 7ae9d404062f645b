/** Saying that somebody looks after a breach. */
import { signedBy } from '../../access/viewer.ts';
import { paragraph } from '../../kpi/fields.ts';
import type { BreachView } from '../../store/breachList.ts';
import type { NotFound } from '../../world/outcome.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { decode } from '../ids.ts';
import { Breach } from '../refs.ts';
import { type ConflictWith, over, resultOf } from '../userError.ts';
import { findBreach } from './breach.ts';

interface Success {
  outcome: 'acknowledged';
  breach: BreachView;
}

const AcknowledgeBreachSuccess = builder.objectRef<Success>('AcknowledgeBreachSuccess').implement({
  fields: (t) => ({ breach: t.expose('breach', { type: Breach }) }),
});

const AcknowledgeBreachResult = resultOf(AcknowledgeBreachSuccess, 'notFound', over(Breach));

const LONGEST_NOTE = 2000;
const LONGEST_NAME = 200;

builder.mutationField('acknowledgeBreach', (t) =>
  t.field({
    description:
      'It lasts until the breach resolves. A resolved breach, or one that is acknowledged already, is a ConflictError.',
    type: AcknowledgeBreachResult,
    args: {
      id: t.arg.id({ required: true }),
      note: t.arg.string(),
      by: t.arg.string({ description: 'Who looks after it, as others should read it.' }),
    },
    resolve: async (_root, { id, note, by }, context) => {
      const given = {
        note: text(note, 'note', LONGEST_NOTE),
        by: signedBy(context.viewer, text(by, 'by', LONGEST_NAME)),
      };
      return acknowledge(context, id, given);
    },
  }),
);

async function acknowledge(
  context: Context,
  id: string,
  given: { note: string | null; by: string | null },
): Promise<Success | NotFound | ConflictWith> {
  const breach = await breachWith(context, id);
  const unknown: NotFound = { outcome: 'notFound', message: 'there is no breach with this id' };
  if (!breach) return unknown;
  const done = await context.delivery.acknowledge(breach.id, given);
  context.loaders.breach.clear(breach.id);
  const now = (await breachWith(context, id)) ?? breach;
  if (done.outcome === 'acknowledged') return { outcome: 'acknowledged', breach: now };
  if (done.outcome === 'unknown') return unknown;
  const message =
    done.outcome !== 'already'
      ? 'this breach is resolved; there is nothing left to look after'
      : `this breach was acknowledged already, by ${done.by ?? 'somebody who gave no name'}, on ${done.at.toISOString()}`;
  return { outcome: 'conflict', message, existing: now };
}

async function breachWith(context: Context, id: string): Promise<BreachView | undefined> {
  const decoded = decode(id);
  return decoded?.kind === 'Breach' ? findBreach(context, decoded.codes) : undefined;
}

function text(value: string | null | undefined, argument: string, longest: number): string | null {
  if (value === null || value === undefined || value === '') return null;
  const checked = paragraph(longest).safeParse(value);
  if (checked.success) return checked.data;
  throw badInput(argument, checked.error.issues[0]?.message ?? 'not a text that can be kept');
}
