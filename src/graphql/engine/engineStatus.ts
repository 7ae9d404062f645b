/** How far the computed side is behind the observed side. */
import type { backlog } from '../../store/marks.ts';
import { builder } from '../builder.ts';

type Backlog = Awaited<ReturnType<typeof backlog>>;

export const EngineStatus = builder.objectRef<Backlog>('EngineStatus').implement({
  description:
    'How far the computed side is behind the observed side. When pending is 0, measurements, breaches and published events ' +
    'reflect every recording, definition and reference datum that was acknowledged before the question.',
  fields: (t) => ({
    pending: t.exposeInt('pending'),
    oldestPendingAt: t.expose('oldestPendingAt', { type: 'DateTime', nullable: true }),
    lastCompletedAt: t.expose('lastCompletedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.queryField('engine', (t) =>
  t.field({ type: EngineStatus, resolve: (_root, _args, { reads }) => reads.backlog() }),
);
