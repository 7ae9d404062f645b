/**
 * Grants: a role, and where it holds: at an operator's unit and a line, and all below them. As text `role:operator/unit?line`, such as
 * `reader:china-unicom/pudong`, `recorder:china-mobile?broadband`, `author:*`.
 */
import { includes, type Role, ROLES } from './role.ts';

/** A role and where it holds, in codes; null for every operator, every unit, every line. */
export interface Grant {
  role: Role;
  operator: string | null;
  orgUnit: string | null;
  businessLine: string | null;
}

/** A role everywhere. */
export const everywhere = (role: Role): Grant => ({
  role,
  operator: null,
  orgUnit: null,
  businessLine: null,
});

const FORM = /^([a-z]+):(\*|[^/?*\s]+)(?:\/([^/?*\s]+))?(?:\?([^/?*\s]+))?$/;

/** The grant that a text stands for, or what is wrong with it. */
export function grantOf(text: string): Grant | string {
  const found = FORM.exec(text);
  if (!found) return 'expected role:operator/unit?line, such as reader:china-unicom/pudong or author:*';
  const [, name, operator, orgUnit = null, businessLine = null] = found;
  const role = ROLES.find((it) => it.toLowerCase() === name);
  if (!role) return `there is no role ${name}; there are ${ROLES.map((it) => it.toLowerCase()).join(', ')}`;
  if (operator === '*' && orgUnit !== null) return 'a unit is one of an operator: name the operator too';
  return { role, operator: operator === '*' ? null : operator!, orgUnit, businessLine };
}

/** The grants that texts stand for; a text that is none is left out. */
export const grantsIn = (texts: readonly string[]): Grant[] =>
  texts.map((it) => grantOf(it)).filter((it) => typeof it !== 'string');

/** A grant as text. */
export const textOf = ({ role, operator, orgUnit, businessLine }: Grant): string =>
  `${role.toLowerCase()}:${operator ?? '*'}${orgUnit === null ? '' : `/${orgUnit}`}${businessLine === null ? '' : `?${businessLine}`}`;

/** The grants by which somebody has a role, or one that includes it. */
export const grantsFor = (grants: readonly Grant[], role: Role): Grant[] =>
  grants.filter((it) => includes(it.role, role));

/** Whether a grant holds everywhere. */
export const isEverywhere = ({ operator, orgUnit, businessLine }: Grant): boolean =>
  operator === null && orgUnit === null && businessLine === null;
