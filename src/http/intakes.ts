/** The kinds of files that are taken. */
import type { Intake } from './intake.ts';
import { observations } from './observations.ts';

export const INTAKES: readonly Intake[] = [observations];
