/** Events of data problems, as they were published. */
import { ServiceEvent } from '../events/serviceEvent.ts';
import { DataEvent, DataProblem } from '../refs.ts';

DataEvent.implement({
  description: 'One change of a data problem.',
  interfaces: [ServiceEvent],
  fields: (t) => ({
    type: t.string({
      description: 'opened, resolved.',
      resolve: ({ type }) => type.toLowerCase(),
    }),
    isHistory: t.boolean({
      description: 'Whether it tells of the past: it could be known more than 31 days before it was found.',
      resolve: ({ payload }) => payload.history,
    }),
    problem: t.field({
      type: DataProblem,
      resolve: async ({ subjectId }, _args, { loaders }) => (await loaders.problem.load(subjectId))!,
    }),
  }),
});
