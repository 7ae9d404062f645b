/** Whether wanted parents make a tree: known, named once, and without a circle. Pure. */
import { Hints } from '../../world/scope.ts';

/** A node as it was sent: an omitted parent stays what it is, null makes a root. */
export interface TreeNode {
  /** Unique in its tree. */
  name: string;
  /** As the sender wrote it. */
  code: string;
  parent: string | null | undefined;
  parentCode: string | null | undefined;
}

/** Why something cannot hang where it was asked to. */
export interface ParentProblem {
  /** Place in the list. */
  at: number;
  field: 'code' | 'parent';
  message: string;
}

/** Every problem of the wanted nodes beside the known ones (name → parent). */
export function parentProblems(
  nodes: readonly TreeNode[],
  known: ReadonlyMap<string, string | null>,
): ParentProblem[] {
  const problems: ParentProblem[] = [];
  const parents = new Map(known);
  const seen = new Set<string>();
  const hints = new Hints();
  nodes.forEach(({ name, parent }, at) => {
    if (seen.has(name)) problems.push({ at, field: 'code', message: 'stands in this list already' });
    seen.add(name);
    parents.set(name, parent === undefined ? (known.get(name) ?? null) : parent);
  });
  nodes.forEach(({ name, parent, parentCode }, at) => {
    if (parent && !parents.has(parent))
      problems.push({
        at,
        field: 'parent',
        message: hints.unknown('parent', parentCode!, () => codesAmong(parents, parent, parentCode!)),
      });
    const circle = circleFrom(name, parents);
    if (circle) problems.push({ at, field: 'parent', message: `makes a circle: ${circle.join(' → ')}` });
  });
  return problems;
}

/** The codes of the nodes whose names differ from this one's by the code only: units of one operator, or lines. */
function* codesAmong(names: ReadonlyMap<string, unknown>, name: string, code: string): Generator<string> {
  const before = name.slice(0, name.length - code.length);
  for (const each of names.keys()) if (each.startsWith(before)) yield each.slice(before.length);
}

function circleFrom(name: string, parents: ReadonlyMap<string, string | null>): string[] | null {
  const way = [name];
  const passed = new Set(way);
  for (let at = parents.get(name); at; at = parents.get(at)) {
    if (at === name) return [...way, name];
    if (passed.has(at)) return null;
    passed.add(at);
    way.push(at);
  }
  return null;
}
