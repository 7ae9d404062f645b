/** How far the computed side is behind the observed side. */
import type { SampleStatus } from '../../sample/load.ts';
import type { backlog } from '../../store/marks.ts';
import { builder } from '../builder.ts';

type Backlog = Awaited<ReturnType<typeof backlog>>;

const SampleStatusType = builder.objectRef<SampleStatus>('SampleStatus').implement({
  description: 'How far the sample data are loaded. Until they are, figures are missing or incomplete.',
  fields: (t) => ({
    loading: t.exposeBoolean('loading', { description: 'Whether some of it is missing.' }),
    done: t.exposeInt('done', { description: 'In batches of up to 10,000 observations.' }),
    total: t.exposeInt('total'),
  }),
});

export const EngineStatus = builder.objectRef<Backlog>('EngineStatus').implement({
  description:
    'How far the computed side is behind the observed side. When pending is 0, measurements, breaches and published events ' +
    'reflect every recording, definition and reference datum that was acknowledged before the question.',
  fields: (t) => ({
    pending: t.exposeInt('pending'),
    oldestPendingAt: t.expose('oldestPendingAt', { type: 'DateTime', nullable: true }),
    lastCompletedAt: t.expose('lastCompletedAt', { type: 'DateTime', nullable: true }),
    sample: t.field({
      type: SampleStatusType,
      nullable: true,
      description: 'Null where the database did not begin with sample data.',
      resolve: (_status, _args, { reads }) => reads.sampleStatus(),
    }),
  }),
});

builder.queryField('engine', (t) =>
  t.field({ type: EngineStatus, resolve: (_root, _args, { reads }) => reads.backlog() }),
);
