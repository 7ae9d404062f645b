/** Recording values, and taking them back. */
import type { Recorded, Warning } from '../../engine/recording/batchLiteral.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { resultOf } from '../userError.ts';

const ObservationInput = builder.inputType('ObservationInput', {
  fields: (t) => ({
    input: t.string({ required: true }),
    operator: t.string({ required: true }),
    businessLine: t.string({
      description:
        'The value counts for this line and every line above it. Omitted: reported for all lines together.',
    }),
    orgUnit: t.string({ description: 'Omitted: reported for the whole operator.' }),
    date: t.field({ type: 'Date', required: true }),
    value: t.float({ required: true }),
  }),
});

const ObservationKeyInput = builder.inputType('ObservationKeyInput', {
  fields: (t) => ({
    input: t.string({ required: true }),
    operator: t.string({ required: true }),
    businessLine: t.string(),
    orgUnit: t.string(),
    date: t.field({ type: 'Date', required: true }),
  }),
});

const RecordObservationsInput = builder.inputType('RecordObservationsInput', {
  description:
    'All is taken or nothing is. A larger load goes to POST /observations as a file, with the same meaning.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description:
        'Sending the same key with the same body again returns the first answer and changes nothing; with another body it ' +
        'is a ConflictError. Only a success binds the key.',
    }),
    source: t.string(),
    observations: t.field({
      type: [ObservationInput],
      required: true,
      description: 'A value where there is one already replaces it. At most 10,000.',
    }),
    withdraw: t.field({
      type: [ObservationKeyInput],
      description: 'Taken back before the observations are checked, in the same transaction.',
    }),
  }),
});

const RecordWarning = builder.objectRef<Warning>('RecordWarning').implement({
  description: 'An observation that was recorded and yet is implausible.',
  fields: (t) => ({
    input: t.string({ resolve: ({ observation }) => observation.input }),
    operator: t.string({ resolve: ({ observation }) => observation.operator }),
    businessLine: t.string({
      nullable: true,
      resolve: ({ observation }) => observation.businessLine ?? null,
    }),
    orgUnit: t.string({ nullable: true, resolve: ({ observation }) => observation.orgUnit ?? null }),
    date: t.field({ type: 'Date', resolve: ({ observation }) => observation.date }),
    message: t.exposeString('message'),
  }),
});

const RecordObservationsSuccess = builder.objectRef<Recorded>('RecordObservationsSuccess').implement({
  fields: (t) => ({
    batchId: t.id({ resolve: ({ batchId }) => String(batchId) }),
    inserted: t.exposeInt('inserted'),
    replaced: t.exposeInt('replaced'),
    unchanged: t.exposeInt('unchanged'),
    withdrawn: t.exposeInt('withdrawn'),
    warnings: t.expose('warnings', {
      type: [RecordWarning],
      description: 'What was recorded and yet is implausible; none where the batch was recorded before.',
      extensions: sized(20),
    }),
  }),
});

const RecordObservationsResult = resultOf(RecordObservationsSuccess, 'invalid', 'conflict');

builder.mutationField('recordObservations', (t) =>
  t.field({
    type: RecordObservationsResult,
    args: { input: t.arg({ type: RecordObservationsInput, required: true }) },
    resolve: (_root, { input }, context) => context.engine.record(input),
  }),
);
