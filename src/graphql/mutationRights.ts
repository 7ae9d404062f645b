/** Which role each mutation asks for, and what is noted of it: a mutation that does not stand here cannot be built. */
import type { Role } from '../access/role.ts';

/** What a mutation asks of whoever wants it. */
export interface MutationRight {
  role: Role;
  /** Whether the role has to hold everywhere, because what is changed is shared by all. */
  everywhere?: true;
  /** The arguments that name what it changes, as ways into them; they are what is noted. */
  targets: readonly string[];
}

/** The rights by the names of mutations. */
export const MUTATION_RIGHTS: Readonly<Record<string, MutationRight>> = {
  acknowledgeBreach: { role: 'RESPONDER', targets: ['id'] },
  createSilence: { role: 'RESPONDER', targets: [] },
  endSilence: { role: 'RESPONDER', targets: ['id'] },
  createWebhook: { role: 'RESPONDER', targets: ['input.name'] },
  updateWebhook: { role: 'RESPONDER', targets: ['id'] },
  pauseWebhook: { role: 'RESPONDER', targets: ['id'] },
  resumeWebhook: { role: 'RESPONDER', targets: ['id'] },
  rotateWebhookSecret: { role: 'RESPONDER', targets: ['id'] },
  testWebhook: { role: 'RESPONDER', targets: ['id'] },
  deleteWebhook: { role: 'RESPONDER', targets: ['id'] },
  replayDeliveries: { role: 'RESPONDER', targets: ['input.webhook'] },
  recordObservations: { role: 'RECORDER', targets: ['input.idempotencyKey'] },
  defineImportMap: { role: 'RECORDER', targets: ['input.name'] },
  removeImportMap: { role: 'RECORDER', targets: ['name'] },
  registerKpi: { role: 'AUTHOR', everywhere: true, targets: ['input.code'] },
  retireKpi: { role: 'AUTHOR', everywhere: true, targets: ['code'] },
  overrideKpi: {
    role: 'AUTHOR',
    targets: ['input.code', 'input.scope.operator', 'input.scope.businessLine', 'input.scope.orgUnit'],
  },
  removeOverride: { role: 'AUTHOR', targets: ['id'] },
  setDimensionWeights: { role: 'AUTHOR', targets: ['operator'] },
  defineReferenceData: {
    role: 'ADMIN',
    everywhere: true,
    targets: ['input.operators.code', 'input.businessLines.code', 'input.orgUnits.code', 'input.inputs.key'],
  },
  setWatching: { role: 'ADMIN', targets: ['operator'] },
  setRhythm: { role: 'ADMIN', targets: ['operator', 'input'] },
  noReporting: { role: 'ADMIN', targets: ['operator', 'from', 'to'] },
  removeNoReporting: { role: 'ADMIN', targets: ['operator', 'from', 'to'] },
  endReporting: { role: 'ADMIN', targets: ['operator', 'input', 'businessLine', 'orgUnit', 'from'] },
  createAccessToken: { role: 'ADMIN', everywhere: true, targets: ['input.name'] },
  revokeAccessToken: { role: 'ADMIN', everywhere: true, targets: ['id'] },
};

/** What the arguments of a mutation name. */
export const targetsIn = ({ targets }: MutationRight, args: object): string[] =>
  targets.flatMap((way) => at(args, way.split('.')));

function at(value: unknown, [first, ...rest]: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((it) => at(it, first === undefined ? [] : [first, ...rest]));
  if (first === undefined) return typeof value === 'string' ? [value] : [];
  return typeof value === 'object' && value !== null
    ? at((value as Record<string, unknown>)[first], rest)
    : [];
}
