/** What a request sees: a world, and how far data reach in it. */
import type { World } from './world.ts';

/** The world, and how far each operator's observations reach, at one moment. */
export interface Moment {
  world: World;
  /** Two moments with the same stamp have the same world, latest days and measurements. */
  stamp: string;
  /** The latest day with an observation, by operator id. */
  lastDays: ReadonlyMap<number, string>;
}
