/** The kinds of exports, by their names in paths: whatever is added here can be asked for. */
import { breaches } from './breaches.ts';
import type { Kind } from './kind.ts';
import { matrix } from './matrix.ts';
import { measurements } from './measurements.ts';
import { observations } from './observations.ts';

export const KINDS: Readonly<Record<string, Kind>> = { measurements, observations, breaches, matrix };
