/** `Node`: everything with an id of its own. How an id finds it again stands in node.ts. */
import type { KnownKpi } from '../engine/world.ts';
import type { BreachView } from '../store/breachList.ts';
import type { EventRow } from '../store/events.ts';
import type { Input, Line, Operator, Place } from '../store/reference.ts';
import type { SilenceRow } from '../store/silences.ts';
import type { WebhookRow } from '../store/webhooks.ts';
import { builder } from './builder.ts';
import type { MeasurementAt } from './measurementAt.ts';

export type NodeSource =
  | Operator
  | Place
  | Line
  | Input
  | KnownKpi
  | MeasurementAt
  | BreachView
  | EventRow
  | WebhookRow
  | SilenceRow;

export const Node = builder.interfaceRef<NodeSource>('Node').implement({
  resolveType: typeNameOf,
  fields: (t) => ({ id: t.id() }),
});

/** Told apart by what only one of them has. */
function typeNameOf(node: NodeSource): string {
  if ('openedAt' in node) return 'Breach';
  if ('sequence' in node) return 'BreachEvent';
  if ('cursor' in node) return 'Webhook';
  if ('until' in node) return 'Silence';
  if ('isOwn' in node) return 'Operator';
  if ('subtree' in node) return 'BusinessLine';
  if ('operator' in node) return 'OrgUnit';
  if ('scope' in node) return 'Measurement';
  if ('kpi' in node) return 'KpiDefinition';
  return 'InputDefinition';
}
