/** Who asks. */
import { everywhere, type Grant, grantsFor, isEverywhere, textOf } from './grant.ts';
import type { Role } from './role.ts';

/** How somebody was recognised. */
export const VIEWER_KINDS = ['LOCAL', 'TOKEN', 'JWT'] as const;

/** Who asks, and what they may. */
export interface Viewer {
  kind: (typeof VIEWER_KINDS)[number];
  /** As others should read it. */
  name: string;
  /** Their own among all there are: keys of idempotency and limits are counted by it. */
  principal: string;
  grants: readonly Grant[];
  /** Null: as long as the server runs. */
  expiresAt: Date | null;
}

/** Who asks, and from where. */
export interface Caller {
  viewer: Viewer;
  /** Of the network; null where that is not known. */
  address: string | null;
}

/** Whoever asks a server that needs no token: on the loopback. */
export const LOCAL: Viewer = {
  kind: 'LOCAL',
  name: 'local',
  principal: 'local',
  grants: [everywhere('ADMIN')],
  expiresAt: null,
};

/** Whether somebody has a role anywhere. */
export const has = ({ grants }: Viewer, role: Role): boolean => grantsFor(grants, role).length > 0;

/** Whether somebody has a role everywhere. */
export const hasEverywhere = ({ grants }: Viewer, role: Role): boolean =>
  grantsFor(grants, role).some(isEverywhere);

/** Whose hand something is from: with what they said of it themselves beside their name. */
export function signedBy({ kind, name }: Viewer, remark: string | null): string | null {
  if (kind === 'LOCAL') return remark;
  return remark === null || remark === name ? name : `${name} (${remark})`;
}

/** The same for all who may do the same. */
export const rightsOf = ({ grants }: Pick<Viewer, 'grants'>): string =>
  [...new Set(grants.map(textOf))].sort().join(' ');
