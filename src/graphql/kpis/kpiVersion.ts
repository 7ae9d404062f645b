/** The versions of a KPI's definition: who changed what and when, how far the newest is computed, and what was left out. */
import type { KpiDefinition as Definition } from '../../kpi/definition.ts';
import type { Problem } from '../../kpi/problem.ts';
import type { versionsOf } from '../../store/kpis.ts';
import type { Progress } from '../../store/marks.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { sized } from '../cost.ts';
import { EngineStatus } from '../engine/engineStatus.ts';
import { KpiDefinition } from '../refs.ts';
import { kpiOf } from './kpiDefinition.ts';

type StoredVersion = Awaited<ReturnType<typeof versionsOf>>[number];

interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

interface VersionSource {
  stored: StoredVersion;
  /** The one before; null for the first. */
  before: StoredVersion | null;
}

const DefinitionChange = builder.objectRef<FieldChange>('DefinitionChange').implement({
  description:
    'One field of a definition as it was and as it became, in the words of a plugin file; null where it was left out.',
  fields: (t) => ({
    field: t.exposeString('field'),
    before: t.exposeString('before', { nullable: true }),
    after: t.exposeString('after', { nullable: true }),
  }),
});

const KpiVersion = builder.objectRef<VersionSource>('KpiVersion').implement({
  description: 'One version of a definition. Texts, unit, sources and examples are those it had last.',
  fields: (t) => ({
    version: t.int({ resolve: ({ stored }) => stored.version }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ stored }) => stored.createdAt }),
    createdBy: t.string({
      nullable: true,
      description:
        'As it was said when it was registered; null for what comes with the product or a package.',
      resolve: ({ stored }) => stored.createdBy,
    }),
    changes: t.field({
      type: [DefinitionChange],
      description: 'What differs from the version before; empty for the first.',
      extensions: sized(5),
      resolve: changesOf,
    }),
    resultsChanged: t.boolean({
      description: 'Whether the stored history was computed again: true for the first.',
      resolve: ({ stored, before }) => before?.resultHash !== stored.resultHash,
    }),
  }),
});

function changesOf({ stored, before }: VersionSource): FieldChange[] {
  if (!before) return [];
  const fields = [...new Set([...Object.keys(before.definition), ...Object.keys(stored.definition)])];
  return fields.sort().flatMap((field) => {
    const [was, is] = [before, stored].map(({ definition }) => textOf(definition[field as keyof Definition]));
    return was === is ? [] : [{ field, before: was ?? null, after: is ?? null }];
  });
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : JSON.stringify(value);

async function readVersions({ reads }: Context, kpiId: number): Promise<VersionSource[]> {
  const found = await reads.versionsOf(kpiId);
  return found.map((stored, at) => ({ stored, before: found[at + 1] ?? null }));
}

const KpiProgress = builder.objectRef<Progress>('KpiProgress').implement({
  description: 'How far a history is computed, in days with observations over all operators.',
  fields: (t) => ({ done: t.exposeInt('done'), total: t.exposeInt('total') }),
});

builder.objectFields(KpiDefinition, (t) => ({
  retired: t.exposeBoolean('retired', { description: 'Takes part no longer; its history stays readable.' }),
  versions: t.field({
    type: [KpiVersion],
    description: 'Newest first.',
    extensions: sized(5),
    resolve: ({ id }, _args, context) => readVersions(context, id),
  }),
  computing: t.field({
    type: KpiProgress,
    nullable: true,
    description:
      'Null where all of the history is that of the newest version. Otherwise how far it is computed; readers see the figures ' +
      'of the version before until it is done, and those of a first version as they come.',
    resolve: ({ computedEditionId }, _args, { loaders }) => loaders.progress.load(computedEditionId),
  }),
}));

builder.queryField('kpiVersions', (t) =>
  t.field({
    type: [KpiVersion],
    nullable: true,
    description: 'Who changed what of a KPI and when, newest first; also of a retired one.',
    args: { code: t.arg.string({ required: true }) },
    extensions: sized(10),
    resolve: (_root, { code }, context) =>
      readVersions(context, kpiOf(context.moment.world, code, 'code').id),
  }),
);

const SkippedDefinition = builder.objectRef<Problem>('SkippedDefinition').implement({
  description:
    'What is wrong with a registered KPI or input that is left out since another release or package is installed.',
  fields: (t) => ({
    source: t.exposeString('source', { description: 'Such as registered#call-drop-rate.' }),
    path: t.string({
      description: 'The way to the field, parts joined by dots.',
      resolve: ({ path }) => path.join('.'),
    }),
    message: t.exposeString('message'),
  }),
});

builder.objectField(EngineStatus, 'skipped', (t) =>
  t.field({
    type: [SkippedDefinition],
    description:
      'Registered definitions that are no longer valid; register them again in another form, or retire them.',
    extensions: sized(5),
    resolve: (_status, _args, { moment }) => [...(moment.world satisfies World).skipped],
  }),
);
