/** What a person, a program or a bot may do. */

/** What each role includes beside itself: whoever has it may do what those may. */
const INCLUDES = {
  READER: [],
  RECORDER: [],
  RESPONDER: ['READER'],
  AUTHOR: ['READER'],
  MANAGER: ['RESPONDER', 'READER'],
  ADMIN: ['MANAGER', 'AUTHOR', 'RESPONDER', 'RECORDER', 'READER'],
} as const satisfies Record<string, readonly string[]>;

/** The roles, by their names in the API. */
export const ROLES = Object.keys(INCLUDES) as readonly Role[];
/** A role. */
export type Role = keyof typeof INCLUDES;

/** Whether whoever has one role may do what the other one may. */
export const includes = (role: Role, other: Role): boolean =>
  role === other || (INCLUDES[role] as readonly Role[]).includes(other);
