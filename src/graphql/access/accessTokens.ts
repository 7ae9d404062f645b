/** Tokens: what lets people, programs and bots in. */
import { type Grant as GrantSource, grantsIn } from '../../access/grant.ts';
import { hasEverywhere } from '../../access/viewer.ts';
import type { Created, Revoked } from '../../engine/access/tokens.ts';
import type { TokenRow } from '../../store/accessTokens.ts';
import { notFound } from '../../world/outcome.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { sized } from '../cost.ts';
import { forbidden } from '../errors.ts';
import { decode, encode } from '../ids.ts';
import { AccessToken, Node } from '../refs.ts';
import { resultOf } from '../userError.ts';
import { Grant, GrantInput } from './viewer.ts';

AccessToken.implement({
  description: 'It lets somebody in, until it expires or is revoked.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encode('AccessToken', id) }),
    name: t.exposeString('name'),
    grants: t.field({
      type: [Grant],
      extensions: sized(5),
      resolve: ({ grants }) => grantsIn(grants),
    }),
    createdBy: t.exposeString('createdBy'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'To the minute.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
});

const CreateAccessTokenInput = builder.inputType('CreateAccessTokenInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    grants: t.field({ type: [GrantInput], required: true }),
    expiresAt: t.field({ type: 'DateTime', description: 'At most five years ahead; omitted: one year.' }),
  }),
});

const CreateAccessTokenSuccess = builder.objectRef<Created>('CreateAccessTokenSuccess').implement({
  fields: (t) => ({
    accessToken: t.expose('accessToken', { type: AccessToken }),
    secret: t.exposeString('secret', { description: 'The whole token, shown only now.' }),
  }),
});

const RevokeAccessTokenSuccess = builder.objectRef<Revoked>('RevokeAccessTokenSuccess').implement({
  fields: (t) => ({ accessToken: t.expose('accessToken', { type: AccessToken }) }),
});

const CreateAccessTokenResult = resultOf(CreateAccessTokenSuccess, 'invalid', 'conflict');
const RevokeAccessTokenResult = resultOf(RevokeAccessTokenSuccess, 'notFound');

builder.queryField('accessTokens', (t) =>
  t.field({
    description:
      'ADMIN only, as are auditEvents and the mutations of tokens: others get FORBIDDEN. Newest first, also those that are over.',
    type: [AccessToken],
    nullable: true,
    extensions: sized(50),
    resolve: (_root, _args, context) => {
      adminOnly(context);
      return context.access.tokens.all();
    },
  }),
);

builder.mutationFields((t) => ({
  createAccessToken: t.field({
    type: CreateAccessTokenResult,
    args: { input: t.arg({ type: CreateAccessTokenInput, required: true }) },
    resolve: (_root, { input: { name, grants, expiresAt } }, context) =>
      context.access.tokens.create(context.moment.world.reference, context.viewer.name, {
        name,
        grants: grants.map(whole),
        expiresAt: expiresAt ?? null,
      }),
  }),
  revokeAccessToken: t.field({
    description: 'Ends it at once here, on other servers of the same database within half a minute.',
    type: RevokeAccessTokenResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => {
      const decoded = decode(id);
      return decoded?.kind === 'AccessToken' && decoded.codes[0]
        ? context.access.tokens.revoke(decoded.codes[0])
        : notFound('token');
    },
  }),
}));

const whole = ({
  role,
  operator = null,
  orgUnit = null,
  businessLine = null,
}: typeof GrantInput.$inferInput): GrantSource => ({ role, operator, orgUnit, businessLine });

/** Refuses whoever does not administer everything. */
export function adminOnly({ viewer }: Context): void {
  if (!hasEverywhere(viewer, 'ADMIN')) throw forbidden('ADMIN', true);
}

/** The token that an id's codes name; of others than administrators it is nobody's. */
export async function findAccessToken(context: Context, [id]: string[]): Promise<TokenRow | undefined> {
  if (id === undefined || !hasEverywhere(context.viewer, 'ADMIN')) return undefined;
  return context.access.tokens.find(id);
}
