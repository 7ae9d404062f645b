/** The whole schema: every noun's file declares its part with the builder. */
import { type GraphQLSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import './scalars.ts';
import './acknowledgeBreach.ts';
import './breachEvent.ts';
import './breaches.ts';
import './breachEvents.ts';
import './defineReferenceData.ts';
import './engineStatus.ts';
import './kpiOverride.ts';
import './kpiVersion.ts';
import './registerKpi.ts';
import './checkKpi.ts';
import './previewKpi.ts';
import './simulateThreshold.ts';
import './matrix.ts';
import './measurements.ts';
import './node.ts';
import './observation.ts';
import './recordObservations.ts';
import './trend.ts';
import './silence.ts';
import './webhookMutations.ts';

let built: GraphQLSchema | undefined;

/** The executable schema; built once. Its order is the declarations', because that of enums has a meaning. */
export const schema = (): GraphQLSchema => (built ??= builder.toSchema({ sortSchema: false }));

/** The schema as text, as it is committed beside this file. */
export const printedSchema = (): string => `${printSchema(schema())}\n`;
