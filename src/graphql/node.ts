/** Finding anything by its id again. */
import { findBreach } from './breach.ts';
import { findBreachEvent } from './breachEvent.ts';
import { builder } from './builder.ts';
import { findBusinessLine } from './businessLine.ts';
import type { Context } from './context.ts';
import { sized } from './cost.ts';
import { badInput } from './errors.ts';
import { decode } from './ids.ts';
import { findInputDefinition } from './inputDefinition.ts';
import { findKpiDefinition } from './kpiDefinition.ts';
import { findMeasurement } from './measurementAt.ts';
import { Node, type NodeSource } from './nodeInterface.ts';
import { findOperator } from './operator.ts';
import { findOrgUnit } from './orgUnit.ts';
import { findSilence } from './silence.ts';
import { findWebhook } from './webhook.ts';

type Find = (context: Context, codes: string[]) => NodeSource | Promise<NodeSource | undefined> | undefined;

const FINDERS = new Map<string, Find>([
  ['Operator', ({ moment }, codes) => findOperator(moment.world, codes)],
  ['OrgUnit', ({ moment }, codes) => findOrgUnit(moment.world, codes)],
  ['BusinessLine', ({ moment }, codes) => findBusinessLine(moment.world, codes)],
  ['InputDefinition', ({ moment }, codes) => findInputDefinition(moment.world, codes)],
  ['KpiDefinition', ({ moment }, codes) => findKpiDefinition(moment.world, codes)],
  ['Measurement', findMeasurement],
  ['Breach', findBreach],
  ['BreachEvent', findBreachEvent],
  ['Webhook', findWebhook],
  ['Silence', findSilence],
]);

/** What an id names; null for a malformed id and for what there is no more. */
function findNode(context: Context, id: string): NodeSource | Promise<NodeSource | undefined> | null {
  const decoded = decode(id);
  return (decoded && FINDERS.get(decoded.kind)?.(context, decoded.codes)) ?? null;
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => findNode(context, id),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    args: { ids: t.arg.idList({ required: true }) },
    extensions: sized((argument, { page }) => {
      const ids = argument('ids');
      return Array.isArray(ids) ? Math.min(ids.length, page) : 1;
    }),
    resolve: (_root, { ids }, context) => {
      const { page } = context.limits;
      if (ids.length > page) throw badInput('ids', `at most ${page} at once, not ${ids.length}`);
      return ids.map((id) => findNode(context, id));
    },
  }),
}));
