/** Who records and changes, and what of what is known is theirs to change. */
import type { Role } from '../access/role.ts';
import { LOCAL, type Viewer } from '../access/viewer.ts';
import { seenBy } from '../world/seenBy.ts';
import type { World } from '../world/world.ts';

/** Somebody, in a role. */
export interface User {
  /** Whose keys of idempotency these are. */
  principal: string;
  /** What is there for them, of what is known. */
  seen(world: World): World;
}

/** A viewer with what some of their roles let them see or change. */
export const userWith = (viewer: Viewer, ...roles: Role[]): User => ({
  principal: viewer.principal,
  seen: (world) => seenBy(world, viewer, ...roles),
});

/** Whoever may change everything, on a server that asks nobody who they are. */
export const ANYBODY: User = userWith(LOCAL, 'ADMIN');
