/** The whole schema: every noun's file declares its part with the builder. */
import { type GraphQLSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import { guardMutations } from './server/mutations.ts';
import './scalars.ts';
import './access/auditEvents.ts';
import './breaches/acknowledgeBreach.ts';
import './breaches/breachEvent.ts';
import './breaches/breachCounts.ts';
import './breaches/breaches.ts';
import './breaches/breachEvents.ts';
import './data/dataEvent.ts';
import './data/dataProblems.ts';
import './events/events.ts';
import './reference/businessLine.ts';
import './reference/operator.ts';
import './reference/defineReferenceData.ts';
import './reference/reporting.ts';
import './engine/engineStatus.ts';
import './overrides/kpiOverride.ts';
import './kpis/kpiVersion.ts';
import './kpis/registerKpi.ts';
import './analysis/checkKpi.ts';
import './analysis/previewKpi.ts';
import './analysis/simulateThreshold.ts';
import './matrix/matrix.ts';
import './measurements/measurement.ts';
import './measurements/measurements.ts';
import './node.ts';
import './observations/importMap.ts';
import './observations/observation.ts';
import './observations/recordObservations.ts';
import './measurements/trend.ts';
import './webhooks/silence.ts';
import './webhooks/webhookMutations.ts';

let built: GraphQLSchema | undefined;

/** The executable schema; built once. Its order is the declarations', because that of enums has a meaning. */
export const schema = (): GraphQLSchema =>
  (built ??= guardMutations(builder.toSchema({ sortSchema: false })));

/** The schema as text, as it is committed beside this file. */
export const printedSchema = (): string => `${printSchema(schema())}\n`;
