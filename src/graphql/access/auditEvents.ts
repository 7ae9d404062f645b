/** Who did what: for whoever has to find out. */
import type { AuditRow } from '../../store/audit.ts';
import { AUDIT_OUTCOMES } from '../../store/words.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, type CursorNames, DEFAULT_PAGE, pageOf } from '../connection.ts';
import { sized, sizedByPage } from '../cost.ts';
import { codesOfCursor, foreignCursor } from '../ids.ts';
import { adminOnly } from './accessTokens.ts';

const AuditOutcomeEnum = builder.enumType('AuditOutcome', {
  description: 'REFUSED: nothing was changed, for want of a right or for something wrong with it.',
  values: AUDIT_OUTCOMES,
});

const AuditEvent = builder.objectRef<AuditRow>('AuditEvent').implement({
  description: 'One mutation, file or authentication. Without the values that were sent.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    by: t.exposeString('by'),
    principal: t.exposeString('principal', {
      description: 'Who it was among those of one name: local, token:…, jwt:….',
    }),
    from: t.exposeString('address', { nullable: true, description: 'The address on the network.' }),
    action: t.exposeString('action', { description: 'The mutation, upload or authentication.' }),
    targets: t.stringList({ extensions: sized(2), resolve: ({ targets }) => targets }),
    outcome: t.expose('outcome', { type: AuditOutcomeEnum }),
    rows: t.exposeInt('rows', { nullable: true, description: 'How many observations were recorded.' }),
  }),
});

const AuditEventConnection = connectionOf(AuditEvent, { description: 'Newest first.' });

const AuditFilter = builder.inputType('AuditFilter', {
  fields: (t) => ({
    by: t.string(),
    action: t.string(),
    outcome: t.field({ type: AuditOutcomeEnum }),
    from: t.field({ type: 'DateTime' }),
    to: t.field({ type: 'DateTime' }),
  }),
});

const CURSOR: CursorNames<AuditRow> = {
  kind: 'audit',
  length: 2,
  // In milliseconds: an instant has colons as text.
  codesOf: ({ at, id }) => [String(at.getTime()), String(id)],
};

builder.queryField('auditEvents', (t) =>
  t.field({
    type: AuditEventConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: AuditFilter }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after }, context) => {
      adminOnly(context);
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const before = placeIn(after);
      const { by = null, action = null, outcome = null, from = null, to = null } = filter ?? {};
      const rows = await context.reads.auditPage({ by, action, outcome, from, to }, before, count + 1);
      const around = { hasNextPage: rows.length > count, hasPreviousPage: before !== null };
      return pageOf(rows.slice(0, count), CURSOR, around);
    },
  }),
);

function placeIn(after: string | null | undefined): { at: Date; id: number } | null {
  const codes = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after');
  if (!codes) return null;
  const [at = '', id = ''] = codes;
  if (![at, id].every((it) => /^\d{1,15}$/.test(it))) throw foreignCursor('after');
  return { at: new Date(Number(at)), id: Number(id) };
}
