/** What everything that has an id of its own is called in the schema; each is filled in by the file of its noun. */
import { brandWithType } from '@pothos/core';
import type { TokenRow } from '../store/accessTokens.ts';
import type { BreachView } from '../store/breachList.ts';
import type { BreachEvent as BreachEventRow } from '../store/breachEvents.ts';
import type { DataEvent as DataEventRow, ProblemRow } from '../store/dataProblems.ts';
import type { Input, Line, Operator as OperatorSource, Place } from '../store/reference.ts';
import type { SilenceRow } from '../store/silences.ts';
import type { WebhookRow } from '../store/webhooks.ts';
import type { KnownKpi } from '../world/world.ts';
import { builder } from './builder.ts';
import type { MatrixSource } from './matrix/matrixSource.ts';
import type { MeasurementAt } from './measurements/measurementAt.ts';

/** Everything with an id of its own. Its type is what `asNode` says: sources are answered as nodes only by way of it. */
export const Node = builder.interfaceRef<object>('Node').implement({ fields: (t) => ({ id: t.id() }) });

export const Operator = builder.objectRef<OperatorSource>('Operator');
export const OrgUnit = builder.objectRef<Place>('OrgUnit');
export const BusinessLine = builder.objectRef<Line>('BusinessLine');
export const InputDefinition = builder.objectRef<Input>('InputDefinition');
export const KpiDefinition = builder.objectRef<KnownKpi>('KpiDefinition');
export const Measurement = builder.objectRef<MeasurementAt>('Measurement');
export const Matrix = builder.objectRef<MatrixSource>('Matrix');
export const Breach = builder.objectRef<BreachView>('Breach');
export const BreachEvent = builder.objectRef<BreachEventRow>('BreachEvent');
export const DataProblem = builder.objectRef<ProblemRow>('DataProblem');
export const DataEvent = builder.objectRef<DataEventRow>('DataEvent');
export const Webhook = builder.objectRef<WebhookRow>('Webhook');
export const AccessToken = builder.objectRef<TokenRow>('AccessToken');
export const Silence = builder.objectRef<SilenceRow>('Silence');

/** A type whose things are nodes. */
export type NodeRef<Source> = ReturnType<typeof builder.objectRef<Source>>;

/** The source, known from now on to be of this type wherever a Node is answered. */
export function asNode<Source extends object>(ref: NodeRef<Source>, source: Source): Source {
  brandWithType(source, ref);
  return source;
}
