/** Finding anything by its id again. */
import { findAccessToken } from './access/accessTokens.ts';
import { findBreach } from './breaches/breach.ts';
import { findBreachEvent } from './breaches/breachEvent.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { sized } from './cost.ts';
import { findDataProblem } from './data/dataProblem.ts';
import { badInput } from './errors.ts';
import { decode } from './ids.ts';
import { findInputDefinition } from './kpis/inputDefinition.ts';
import { findKpiDefinition } from './kpis/kpiDefinition.ts';
import { findMatrix } from './matrix/matrixSource.ts';
import { findMeasurement } from './measurements/measurementAt.ts';
import { findBusinessLine } from './reference/businessLine.ts';
import { findOperator } from './reference/operator.ts';
import { findOrgUnit } from './reference/orgUnit.ts';
import {
  AccessToken,
  asNode,
  Breach,
  BreachEvent,
  BusinessLine,
  DataProblem,
  InputDefinition,
  KpiDefinition,
  Matrix,
  Measurement,
  Node,
  type NodeRef,
  Operator,
  OrgUnit,
  Silence,
  Webhook,
} from './refs.ts';
import { findSilence } from './webhooks/silence.ts';
import { findWebhook } from './webhooks/webhook.ts';

type Found = object | undefined;

/** A type whose things are found again by the codes in their ids. */
export interface NodeKind {
  name: string;
  find(context: Context, codes: string[]): Found | Promise<Found>;
}

function kind<Source extends object>(
  ref: NodeRef<Source>,
  find: (context: Context, codes: string[]) => Promise<Source | undefined> | Source | undefined,
): NodeKind {
  const branded = (source: Source | undefined) => source && asNode(ref, source);
  return {
    name: ref.name,
    find: (context, codes) => {
      const found = find(context, codes);
      return found instanceof Promise ? found.then(branded) : branded(found);
    },
  };
}

/** Every type that implements Node; a test holds it. */
export const NODE_KINDS: readonly NodeKind[] = [
  kind(Operator, ({ moment }, codes) => findOperator(moment.world, codes)),
  kind(OrgUnit, ({ moment }, codes) => findOrgUnit(moment.world, codes)),
  kind(BusinessLine, ({ moment }, codes) => findBusinessLine(moment.world, codes)),
  kind(InputDefinition, ({ moment }, codes) => findInputDefinition(moment.world, codes)),
  kind(KpiDefinition, ({ moment }, codes) => findKpiDefinition(moment.world, codes)),
  kind(Measurement, findMeasurement),
  kind(Matrix, findMatrix),
  kind(Breach, findBreach),
  kind(BreachEvent, findBreachEvent),
  kind(DataProblem, findDataProblem),
  kind(AccessToken, findAccessToken),
  kind(Webhook, findWebhook),
  kind(Silence, findSilence),
];

const byName = new Map(NODE_KINDS.map((it) => [it.name, it]));

/** What an id names; null for a malformed id and for what there is no more. */
function findNode(context: Context, id: string): Found | Promise<Found> | null {
  const decoded = decode(id);
  return (decoded && byName.get(decoded.kind)?.find(context, decoded.codes)) ?? null;
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
