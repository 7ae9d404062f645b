/** Who asks, and what they may. */
import type { Grant as GrantSource } from '../../access/grant.ts';
import { ROLES } from '../../access/role.ts';
import { type Viewer as ViewerSource, VIEWER_KINDS } from '../../access/viewer.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';

export const RoleEnum = builder.enumType('Role', {
  description:
    'READER: figures, breaches, events, observations; previews. RECORDER: records and withdraws observations, and reads those that it ' +
    'recorded. RESPONDER: reads, acknowledges, silences, and has webhooks. AUTHOR: reads, and changes KPIs, overrides and weights. MANAGER: ' +
    'what a responder may. ADMIN: everything.',
  values: ROLES,
});

const ViewerKindEnum = builder.enumType('ViewerKind', {
  description: 'LOCAL: nobody in particular, on a server that asks nobody.',
  values: VIEWER_KINDS,
});

export const Grant = builder.objectRef<GrantSource>('Grant').implement({
  description: 'A role, and where it holds: there and everywhere below. Null: everywhere.',
  fields: (t) => ({
    role: t.expose('role', { type: RoleEnum }),
    operator: t.exposeString('operator', { nullable: true }),
    orgUnit: t.exposeString('orgUnit', { nullable: true }),
    businessLine: t.exposeString('businessLine', { nullable: true }),
  }),
});

export const GrantInput = builder.inputType('GrantInput', {
  fields: (t) => ({
    role: t.field({ type: RoleEnum, required: true }),
    operator: t.string({ description: 'Omitted: every operator.' }),
    orgUnit: t.string(),
    businessLine: t.string(),
  }),
});

const Viewer = builder.objectRef<ViewerSource>('Viewer').implement({
  description:
    'Who asks. On a server without tokens: name local, kind LOCAL, one ADMIN grant over everything.',
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.field({ type: ViewerKindEnum, resolve: ({ kind }) => kind }),
    grants: t.field({ type: [Grant], extensions: sized(5), resolve: ({ grants }) => [...grants] }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.queryField('viewer', (t) => t.field({ type: Viewer, resolve: (_root, _args, { viewer }) => viewer }));
